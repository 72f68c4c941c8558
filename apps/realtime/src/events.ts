import type { Outcome, Source } from './answer';

/*
 * The wire contract with visitors, both directions; contract/events.schema.json says the same to other languages and
 * is what payloads are checked against.
 */

/** Who wrote an entry. */
export type Author = 'visitor' | 'bot' | 'operator' | 'system';

/** `streaming` entries still grow; `done` and `failed` ones never change again. */
export type EntryState = 'streaming' | 'done' | 'failed';

/** One entry of a conversation, whole. */
export interface WireEntry {
  /** Position in the conversation, from 1, without gaps. */
  readonly seq: number;
  /** UUID; for a visitor's entry the one its client chose. */
  readonly id: string;
  readonly author: Author;
  readonly text: string;
  readonly state: EntryState;
  /** How an answer ended. Absent while it streams, when it failed and when the visitor stopped it. */
  readonly outcome?: Outcome;
  readonly sources: readonly Source[];
}

/** Text to append to a streaming entry whose text is `offset` UTF-16 units long. */
export interface Delta {
  readonly seq: number;
  readonly offset: number;
  readonly text: string;
}

/** What an answer is doing before its first words. Not kept: a client that joins later does not see it. */
export interface Progress {
  readonly seq: number;
  readonly phase: 'queued' | 'searching' | 'writing';
  /** Place in the queue, from 1. @default - unknown or not queued */
  readonly position?: number;
}

/** Opens a conversation, or resumes the one that the token names. */
export interface Join {
  readonly botKey: string;
  /** From an earlier join. @default - a new visitor and a new conversation */
  readonly token?: string;
  /** Must be the token's own conversation. @default - the token's */
  readonly conversation?: string;
  /** The client holds everything up to here in its final state. @default 0 */
  readonly after?: number;
}

export interface Joined {
  /** Proves the visitor in later joins, for 30 days. */
  readonly token: string;
  readonly conversation: string;
  /** Last sequence number of the conversation at the time of the join. */
  readonly seq: number;
  readonly bot: {
    readonly name: string;
    readonly greeting: Readonly<Record<string, string>>;
    readonly colours: Readonly<Record<string, string>>;
    readonly languages: readonly string[];
  };
}

export interface Send {
  /** UUID chosen by the client: the same one again is the same message. */
  readonly id: string;
  /** 1 to 4,000 UTF-16 units. */
  readonly text: string;
}

/** Names one entry. */
export interface EntryReference {
  readonly seq: number;
}

export interface Rate extends EntryReference {
  readonly value: 1 | -1;
}

/** Why an event was refused (the fields of RFC 9457). */
export interface Refusal {
  /** `urn:perchoir:problem:<kind>`. */
  readonly type: string;
  /** One sentence for people. */
  readonly title: string;
  /** HTTP's status code for the same refusal. */
  readonly status: number;
  /** The member of the payload at fault. @default - the payload as a whole */
  readonly field?: string;
}

export interface Refused {
  readonly error: Refusal;
}

/** Events that clients send. Payloads are checked before use, so they arrive as `unknown`. */
export interface ClientEvents {
  join: (payload: unknown, acknowledge: unknown) => void;
  send: (payload: unknown, acknowledge: unknown) => void;
  stop: (payload: unknown, acknowledge: unknown) => void;
  retry: (payload: unknown, acknowledge: unknown) => void;
  rate: (payload: unknown, acknowledge: unknown) => void;
}

/** Events that the server sends. */
export interface ServerEvents {
  entry: (entry: WireEntry) => void;
  delta: (delta: Delta) => void;
  progress: (progress: Progress) => void;
  /** The server is about to close this connection; connect again after the given time. */
  draining: (notice: { readonly retryAfterMs: number }) => void;
  /** What was wrong with a packet that cannot be acknowledged; the connection closes after it. */
  problem: (refusal: Refusal) => void;
}
