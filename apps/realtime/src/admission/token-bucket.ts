export interface TokenBucketOptions {
  /** Most tokens, and how many there are at first. */
  readonly capacity: number;
  readonly refillPerSecond: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** Allows bursts up to a capacity and a steady rate after it. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(private readonly options: TokenBucketOptions) {
    this.tokens = options.capacity;
    this.filledAt = options.now();
  }

  /** Takes a token if there is one. */
  take(): boolean {
    this.refill();
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Time until `take` can succeed again, in milliseconds; 0 when it would now. */
  get waitMs(): number {
    this.refill();
    return Math.max(0, Math.ceil(((1 - this.tokens) / this.options.refillPerSecond) * 1_000));
  }

  /** Whether it is as if never used. */
  get isFull(): boolean {
    this.refill();
    return this.tokens >= this.options.capacity;
  }

  private refill(): void {
    const now = this.options.now();
    const refilled = ((now - this.filledAt) / 1_000) * this.options.refillPerSecond;
    this.tokens = Math.min(this.options.capacity, this.tokens + refilled);
    this.filledAt = now;
  }
}
