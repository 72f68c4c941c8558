/* The widget's side of the visitor chat; apps/realtime/contract/events.schema.json is the other. */

export interface Source {
  readonly title: string;
  readonly url: string;
  readonly quote: string;
}

/** One entry of the conversation's log, whole. */
export interface Entry {
  readonly seq: number;
  readonly id: string;
  readonly author: 'visitor' | 'bot' | 'operator' | 'system';
  readonly text: string;
  readonly state: 'streaming' | 'done' | 'failed';
  readonly outcome?: 'answered' | 'related' | 'refused';
  readonly sources: readonly Source[];
}

/** Text to append at `offset` (UTF-16 units) of a streaming entry. */
export interface Delta {
  readonly seq: number;
  readonly offset: number;
  readonly text: string;
}

export interface Progress {
  readonly seq: number;
  readonly phase: 'queued' | 'searching' | 'writing';
  /** Place in the queue, from 1. */
  readonly position?: number;
}

/** What a bot shows of itself. */
export interface BotProfile {
  readonly name: string;
  /** Language code → first words. */
  readonly greeting: Readonly<Record<string, string>>;
  /** `primary` is used; any CSS colour. */
  readonly colours: Readonly<Record<string, string>>;
  readonly languages: readonly string[];
}

export interface Joined {
  readonly token: string;
  readonly conversation: string;
  readonly seq: number;
  readonly bot: BotProfile;
}

/** Why the server refused an event (RFC 9457). */
export interface Refusal {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly field?: string;
}

/** An acknowledgement: the payload, or why not. */
export type Acknowledgement<T> = T | { readonly error: Refusal };

export interface ServerEvents {
  entry: (entry: Entry) => void;
  delta: (delta: Delta) => void;
  progress: (progress: Progress) => void;
  draining: (notice: { readonly retryAfterMs: number }) => void;
  problem: (refusal: Refusal) => void;
}

interface EntryReference {
  readonly seq: number;
}

export interface ClientEvents {
  join: (
    join: { readonly botKey: string; readonly token?: string; readonly after?: number },
    acknowledge: (answer: Acknowledgement<Joined>) => void,
  ) => void;
  send: (
    message: { readonly id: string; readonly text: string },
    acknowledge: (answer: Acknowledgement<EntryReference>) => void,
  ) => void;
  stop: (entry: EntryReference, acknowledge: (answer: Acknowledgement<EntryReference>) => void) => void;
  retry: (entry: EntryReference, acknowledge: (answer: Acknowledgement<EntryReference>) => void) => void;
  rate: (
    rating: EntryReference & { readonly value: 1 | -1 },
    acknowledge: (answer: Acknowledgement<EntryReference>) => void,
  ) => void;
}
