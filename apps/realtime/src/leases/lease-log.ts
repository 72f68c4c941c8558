import type { Pool } from 'pg';
import type { Outcome, Provenance, Source, Turn } from '../answer';
import { entryOf, type Entry, type EntryRow } from '../conversations/entry';
import { LEASE_SECONDS, type Lease } from './lease';
import * as statements from './lease-statements';

/** Earlier entries that an answer is given. */
const HISTORY_TURNS = 12;

/** What a leased answer is to answer. */
export interface Task {
  /** The answer's entry, with the text that is in the log already. */
  readonly entry: Entry;
  /** Id of the bot. */
  readonly bot: string;
  /** Language of the conversation. */
  readonly language: string;
  readonly question: string;
  /** Finished entries before the question, oldest first. */
  readonly history: readonly Turn[];
}

/** How an answer ends. */
export type Ending =
  | {
      readonly state: 'done';
      /** Absent when nothing was asked. */
      readonly outcome?: Outcome;
      readonly sources: readonly Source[];
      readonly provenance: Provenance;
    }
  | { readonly state: 'failed' };

/**
 * The part of the log that only the holder of a lease writes. A write returns the entry as committed, or undefined
 * when the lease has passed to somebody else; then nothing was written.
 */
export class LeaseLog {
  constructor(
    private readonly pool: Pool,
    private readonly pod: string,
  ) {}

  /** @returns undefined when the entry is gone, as after the deletion of its conversation */
  async task({ conversation, seq }: Lease): Promise<Task | undefined> {
    const { rows } = await this.pool.query<EntryRow & TaskColumns>(statements.readTask, [conversation, seq]);
    const row = rows[0];
    if (!row) return undefined;
    const { bot, language, question, questionSeq, ...entry } = row;
    const history = await this.pool.query<Turn>(statements.readHistory, [conversation, questionSeq, HISTORY_TURNS]);
    const turns = history.rows.map(({ author, text }) => ({ author, text }));
    return { entry: entryOf(entry), bot, language, question, history: turns };
  }

  /** Replaces the text by a longer one that begins with it, and renews the lease. */
  checkpoint(lease: Lease, text: string): Promise<Entry | undefined> {
    return this.write(statements.checkpointAnswer, [...fence(lease), text, LEASE_SECONDS]);
  }

  /** Writes the whole text, ends the answer and gives the lease up. */
  end(lease: Lease, text: string, ending: Ending): Promise<Entry | undefined> {
    const isDone = ending.state === 'done';
    const sources = JSON.stringify(isDone ? ending.sources : []);
    const provenance = isDone ? JSON.stringify(ending.provenance) : null;
    const outcome = isDone ? (ending.outcome ?? null) : null;
    return this.write(statements.endAnswer, [...fence(lease), text, ending.state, outcome, sources, provenance]);
  }

  /** Renews every lease of this pod. @returns those it still holds */
  async renewAll(): Promise<readonly Lease[]> {
    const { rows } = await this.pool.query<Lease>(statements.renewLeases, [this.pod, LEASE_SECONDS]);
    return rows;
  }

  /** Offers the answer to the other pods at once. */
  async release(lease: Lease): Promise<void> {
    await this.pool.query(statements.releaseLease, fence(lease));
  }

  /** Takes up to `limit` leases whose holders are gone. */
  async takeAbandoned(limit: number): Promise<readonly Lease[]> {
    const values = [this.pod, LEASE_SECONDS, limit];
    const { rows } = await this.pool.query<Lease>(statements.takeAbandonedLeases, values);
    return rows;
  }

  private async write(statement: string, values: unknown[]): Promise<Entry | undefined> {
    const { rows } = await this.pool.query<EntryRow & { readonly told: string }>(statement, values);
    const row = rows[0];
    if (!row) return undefined;
    const { told: _, ...entry } = row;
    return entryOf(entry);
  }
}

interface TaskColumns {
  readonly bot: string;
  readonly language: string;
  readonly question: string;
  readonly questionSeq: number;
}

function fence({ conversation, seq, holder, epoch }: Lease): unknown[] {
  return [conversation, seq, holder, epoch];
}
