import type { Language, PublishedBot } from './bots/published-bot';

/** A page an answer rests on, shown under it. */
export interface Source {
  readonly title: string;
  readonly url: string;
  /** The words of the page that the answer rests on. */
  readonly quote: string;
}

/**
 * How an answer ended: the passages answered, they only touch the subject (quoted as related), or there were none
 * close enough and the model was not called.
 */
export type Outcome = 'answered' | 'related' | 'refused';

/** What produced an answer, so that it can be explained later without storing the prompt itself. */
export interface Provenance {
  /** Name of the model that wrote it; null when no model was called. */
  readonly model: string | null;
  /** SHA-256 (hex) of the prompt sent to the model; null when no model was called. */
  readonly promptDigest: string | null;
  /** SHA-256 (hex) of each passage used, best first. */
  readonly passageDigests: readonly string[];
}

/** What an answer may do while it is produced. `text` events append, in order; `done` comes once, last. */
export type AnswerEvent =
  | { readonly kind: 'progress'; readonly phase: 'queued' | 'searching' | 'writing'; readonly position?: number }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'done';
      /** Absent when nothing was asked: a greeting or thanks. */
      readonly outcome?: Outcome;
      readonly sources: readonly Source[];
      readonly provenance: Provenance;
    };

/** An earlier entry of the conversation. */
export interface Turn {
  readonly author: 'visitor' | 'bot' | 'operator' | 'system';
  readonly text: string;
}

export interface AnswerRequest {
  readonly bot: PublishedBot;
  /** UUID of the conversation: the gateway keeps its turns on one replica. */
  readonly conversation: string;
  /** Sequence number of the answer's entry. */
  readonly seq: number;
  readonly question: string;
  readonly language: Language;
  /** Finished entries before the question, oldest first, at most the last twelve. */
  readonly history: readonly Turn[];
  /**
   * Set when another pod, or an attempt that failed, produced the beginning: this text is in the log and final, the answer continues right after
   * its last character and never repeats or replaces it.
   */
  readonly resume?: { readonly text: string };
  /** Aborts when the visitor stops the answer, the lease is lost or the pod hands over. */
  readonly signal: AbortSignal;
}

/**
 * Why an answer ended without completing. The engine is asked to continue it twice, as after a takeover; then it is
 * marked failed, and the visitor is offered a retry.
 */
export class AnswerFailed extends Error {
  override readonly name = 'AnswerFailed';

  /** @param reason - one sentence without personal data or message content */
  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** Produces answers; throws AnswerFailed when it cannot complete one, and the signal's reason when aborted. */
export interface AnswerEngine {
  answer(request: AnswerRequest): AsyncIterable<AnswerEvent>;
}
