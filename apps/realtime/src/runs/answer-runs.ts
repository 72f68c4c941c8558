import type { Entry } from '../conversations/entry';
import { leaseKey, type Lease } from '../leases/lease';
import { AnswerRun, type Interruption, type RunComponents, type RunEnd } from './answer-run';

export interface AnswerRunsOptions extends RunComponents {
  /** Told of each run that ended, with the time it took. */
  readonly onEnd: (lease: Lease, end: RunEnd, seconds: number) => void;
}

/** The answers that this pod produces. */
export class AnswerRuns {
  private readonly running = new Map<string, { readonly run: AnswerRun; readonly ended: Promise<void> }>();

  constructor(private readonly options: AnswerRunsOptions) {}

  get count(): number {
    return this.running.size;
  }

  /** Whether this pod writes the entry. */
  has(entry: Pick<Entry, 'conversation' | 'seq'>): boolean {
    return this.running.has(leaseKey(entry));
  }

  /** Produces the answer in the background. */
  start(lease: Lease): void {
    const key = leaseKey(lease);
    this.running.get(key)?.run.interrupt('lost');
    const run = new AnswerRun(lease, this.options);
    const ended = this.follow(run).finally(() => {
      if (this.running.get(key)?.run === run) this.running.delete(key);
    });
    this.running.set(key, { run, ended });
  }

  interrupt(entry: Pick<Entry, 'conversation' | 'seq'>, interruption: Interruption): void {
    this.running.get(leaseKey(entry))?.run.interrupt(interruption);
  }

  /** Ends the runs whose leases are not among those that this pod still holds. */
  keepOnly(held: readonly Lease[], startedBefore: readonly Lease[]): void {
    const epochs = new Map(held.map((lease) => [leaseKey(lease), lease.epoch]));
    for (const lease of startedBefore) {
      if (epochs.get(leaseKey(lease)) !== lease.epoch) this.interrupt(lease, 'lost');
    }
  }

  /** Leases of the runs at this moment. */
  get leases(): readonly Lease[] {
    return [...this.running.values()].map(({ run }) => run.lease);
  }

  /** Lets answers finish for up to `patienceMs`, then hands the others over. */
  async drain(patienceMs: number): Promise<void> {
    const finished = Promise.all([...this.running.values()].map(({ ended }) => ended));
    const handOver = setTimeout(() => {
      for (const { run } of this.running.values()) run.interrupt('hand-over');
    }, patienceMs);
    await finished;
    clearTimeout(handOver);
  }

  private async follow(run: AnswerRun): Promise<void> {
    const begun = performance.now();
    const end = await run.run();
    this.options.onEnd(run.lease, end, (performance.now() - begun) / 1_000);
  }
}
