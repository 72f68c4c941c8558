/** How an interrupted answer goes on. One session for each request. */
export interface FailoverSession {
  /** The body to send with the next attempt: the client's own, or one that continues what was sent. */
  body(): Buffer;
  /** Whole server-sent events went to the client. Must be cheap: it is called for every token. */
  forwarded(events: Buffer): void;
  /**
   * The replica was lost. `true` when the next attempt, with `body()`, leaves the client one unbroken stream;
   * `false` when the client must be told.
   */
  canContinue(): boolean;
}

/** Decides what becomes of streams whose replica dies. */
export interface FailoverPolicy {
  begin(body: Buffer): FailoverSession;
}
