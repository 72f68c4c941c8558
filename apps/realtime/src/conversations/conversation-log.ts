import { Problem } from '@perchoir/service/problem';
import type { Pool } from 'pg';
import { v5 as uuidOf, v7 as uuid } from 'uuid';
import { LEASE_SECONDS, type Lease } from '../leases/lease';
import { entryOf, type Entry, type EntryRow } from './entry';
import * as statements from './statements';

/** The newest entries that one read returns; a page shows no more of a longer conversation. */
export const READ_LIMIT = 200;

/** One visitor's conversation with one bot. */
export interface Conversation {
  readonly id: string;
  readonly bot: string;
  readonly visitor: string;
  /** Language of the last question; before the first one, the bot's own. */
  readonly language: string;
  readonly lastSeq: number;
}

/** What a change added to the log. */
export type Appended =
  | { readonly kind: 'added'; readonly entries: readonly Entry[]; readonly lease: Lease }
  /** It had been made before, as this entry. */
  | { readonly kind: 'known'; readonly seq: number };

/** An answer that a visitor stopped. */
export interface Stopped {
  readonly entry: Entry;
  /** The pod that was producing it. */
  readonly holder: string;
}

/** The durable, append-only log of conversations. Whatever a method returns is committed. */
export class ConversationLog {
  /** @param pod - this process, as holder of leases */
  constructor(
    private readonly pool: Pool,
    private readonly pod: string,
  ) {}

  async create(conversation: Omit<Conversation, 'lastSeq'>): Promise<Conversation> {
    const { id, bot, visitor, language } = conversation;
    await this.pool.query(statements.createConversation, [id, bot, visitor, language]);
    return { ...conversation, lastSeq: 0 };
  }

  async find(id: string): Promise<Conversation | undefined> {
    const { rows } = await this.pool.query<Conversation>(statements.findConversation, [id]);
    return rows[0];
  }

  /** Entries after `after`, and those that still stream, by seq; the newest READ_LIMIT of them. */
  async read(conversation: string, after: number): Promise<readonly Entry[]> {
    const { rows } = await this.pool.query<EntryRow>(statements.readEntries, [conversation, after, READ_LIMIT]);
    return rows.map(entryOf);
  }

  /** Adds a visitor's message and the answer that will follow it, leased to this pod. */
  async append(message: Message): Promise<Appended> {
    const { conversation, id, text, language } = message;
    const values = [conversation, id, text, this.pod, language, uuid(), LEASE_SECONDS];
    return this.add(statements.appendMessage, values, unknownConversation);
  }

  /** Adds a new answer to the question of one that failed or was stopped. Asked twice, it adds one. */
  async retry(conversation: string, seq: number): Promise<Appended> {
    // One retry of an entry has one id, so that two at once meet the unique key like a message sent twice.
    const id = uuidOf(`retry of ${seq}`, conversation);
    const values = [conversation, seq, id, this.pod, LEASE_SECONDS];
    return this.add(statements.appendRetry, values, notRetriable);
  }

  /** Ends an answer where it is. @throws Problem 409 when it is not streaming */
  async stop(conversation: string, seq: number): Promise<Stopped> {
    const values = [conversation, seq, this.pod];
    const { rows } = await this.pool.query<EntryRow & StopColumns>(statements.stopAnswer, values);
    const row = rows[0];
    if (!row) throw new Problem(409, 'not-streaming', { title: 'This answer is not being written.', field: 'seq' });
    const { holder, told: _, ...entry } = row;
    return { entry: entryOf(entry), holder };
  }

  /** Keeps the visitor's opinion of a finished answer; the last one counts. */
  async rate(conversation: string, seq: number, value: 1 | -1): Promise<void> {
    const { rowCount } = await this.pool.query(statements.rateEntry, [conversation, seq, value]);
    if (!rowCount)
      throw new Problem(409, 'not-ratable', { title: 'Only finished answers can be rated.', field: 'seq' });
  }

  private async add(statement: string, values: readonly unknown[], refuse: () => Problem): Promise<Appended> {
    const row = await this.addOnce(statement, values);
    if (row.known !== null) return { kind: 'known', seq: row.known };
    const entries = row.added.map(entryOf);
    const answer = entries.at(-1);
    if (!answer) throw refuse();
    const lease = { conversation: answer.conversation, seq: answer.seq, holder: this.pod, epoch: 1 };
    return { kind: 'added', entries, lease };
  }

  /** The same change sent twice at once: the slower one meets the unique key, and finds the other on a second look. */
  private async addOnce(statement: string, values: readonly unknown[]): Promise<AddedRow> {
    const query = async () => (await this.pool.query<AddedRow>(statement, [...values])).rows[0] as AddedRow;
    try {
      return await query();
    } catch (error) {
      if (isUniqueViolation(error)) return query();
      throw error;
    }
  }
}

export interface Message {
  readonly conversation: string;
  /** The client's own UUID for it. */
  readonly id: string;
  readonly text: string;
  readonly language: string;
}

interface AddedRow {
  readonly known: number | null;
  readonly added: readonly EntryRow[];
}

interface StopColumns {
  readonly holder: string;
  readonly told: string;
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}

function unknownConversation(): Problem {
  return new Problem(404, 'conversation-not-found', { title: 'This conversation no longer exists.' });
}

function notRetriable(): Problem {
  return new Problem(409, 'not-retriable', {
    title: 'Only an answer that failed or was stopped can be tried again.',
    field: 'seq',
  });
}
