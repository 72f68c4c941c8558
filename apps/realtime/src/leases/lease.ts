/**
 * How long a pod may be silent before another one takes its answers over, in seconds. Ten is three renewals missed,
 * and longer than a PostgreSQL switch-over takes (2.4 s measured with Patroni).
 */
export const LEASE_SECONDS = 10;

/** Pause between two renewals, in milliseconds. */
export const RENEW_EVERY_MS = 3_000;

/** After this many takeovers an answer is marked failed: it may be what kills the pods. */
export const MOST_TAKEOVERS = 3;

/**
 * The right to write one answer. The epoch grows with each takeover and every write names it, so a pod that was
 * paused and comes back cannot write over its successor.
 */
export interface Lease {
  readonly conversation: string;
  readonly seq: number;
  /** The process that holds it. */
  readonly holder: string;
  readonly epoch: number;
}

/** One text for one answer, for maps. */
export function leaseKey({ conversation, seq }: Pick<Lease, 'conversation' | 'seq'>): string {
  return `${conversation}/${seq}`;
}
