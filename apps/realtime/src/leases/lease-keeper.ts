import type { Entry } from '../conversations/entry';
import type { AnswerRuns } from '../runs/answer-runs';
import { MOST_TAKEOVERS, type Lease } from './lease';
import type { LeaseLog } from './lease-log';

export interface LeaseKeeperOptions {
  readonly leases: Pick<LeaseLog, 'renewAll' | 'takeAbandoned' | 'task' | 'end'>;
  readonly runs: AnswerRuns;
  /** Most answers that this pod produces at once; it takes none over beyond it. */
  readonly maxRuns: number;
  /** Told of each answer that this pod continues. */
  readonly onTakeover: (lease: Lease) => void;
  /** Told of an entry that was ended because nobody could finish it. */
  readonly onEntry: (entry: Entry) => void;
}

/** Most answers taken over in one sweep, so that the pods share those of a lost neighbour. */
const TAKEN_AT_ONCE = 8;

/** Renews the leases of this pod's answers, and takes over those of pods that fell silent. */
export class LeaseKeeper {
  constructor(private readonly options: LeaseKeeperOptions) {}

  async renew(): Promise<void> {
    const { runs, leases } = this.options;
    const held = runs.leases;
    if (held.length > 0) runs.keepOnly(await leases.renewAll(), held);
  }

  async sweep(): Promise<void> {
    const { runs, leases, maxRuns } = this.options;
    const limit = Math.min(TAKEN_AT_ONCE, maxRuns - runs.count);
    if (limit <= 0) return;
    for (const lease of await leases.takeAbandoned(limit)) await this.takeOver(lease);
  }

  private async takeOver(lease: Lease): Promise<void> {
    if (lease.epoch > MOST_TAKEOVERS + 1) return this.giveUp(lease);
    this.options.onTakeover(lease);
    this.options.runs.start(lease);
  }

  /** Ends an answer that several pods began and none finished, with the text that is there. */
  private async giveUp(lease: Lease): Promise<void> {
    const { leases, onEntry } = this.options;
    const task = await leases.task(lease);
    const entry = task && (await leases.end(lease, task.entry.text, { state: 'failed' }));
    if (entry) onEntry(entry);
  }
}
