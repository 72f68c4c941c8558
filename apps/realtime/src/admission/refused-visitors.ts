/** Visitors remembered at once; past it the oldest refusal is forgotten and the count stays there. */
const REMEMBERED_VISITORS = 10_000;

/** Counts whom the server turned away, each once however often they tried, over a sliding minute. */
export class RefusedVisitors {
  private readonly refusedAt = new Map<string, number>();

  /** @param now - milliseconds of a clock that never goes back */
  constructor(
    private readonly now: () => number,
    private readonly windowMs = 60_000,
  ) {}

  add(visitor: string): void {
    this.refusedAt.delete(visitor);
    this.refusedAt.set(visitor, this.now());
    if (this.refusedAt.size > REMEMBERED_VISITORS) this.forgetOldest();
  }

  get count(): number {
    const oldest = this.now() - this.windowMs;
    for (const [visitor, at] of this.refusedAt) {
      if (at > oldest) break;
      this.refusedAt.delete(visitor);
    }
    return this.refusedAt.size;
  }

  private forgetOldest(): void {
    const [oldest] = this.refusedAt.keys();
    if (oldest !== undefined) this.refusedAt.delete(oldest);
  }
}
