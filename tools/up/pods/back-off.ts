/** Shortest and longest pause before a restart, and the uptime that forgets earlier failures, in milliseconds. */
export interface BackOffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
  readonly forgetAfterMs: number;
}

/**
 * Kubernetes waits 10 s and up to 5 min; a laptop has one impatient user and no neighbours, so the pauses are a
 * twentieth and a tenth of that.
 */
export const laptopBackOff: BackOffLimits = { firstMs: 500, longestMs: 30_000, forgetAfterMs: 60_000 };

/** The pauses between the restarts of one container: none before the first, then doubling. */
export class BackOff {
  private failures = 0;

  constructor(private readonly limits: BackOffLimits = laptopBackOff) {}

  /** @param uptimeMs how long the container ran before it ended. @returns milliseconds to wait */
  next(uptimeMs: number): number {
    if (uptimeMs >= this.limits.forgetAfterMs) this.failures = 0;
    this.failures += 1;
    if (this.failures === 1) return 0;
    return Math.min(this.limits.firstMs * 2 ** (this.failures - 2), this.limits.longestMs);
  }
}
