import type { GatewayMetrics } from '../metrics';

/** Measures one attempt's stream: replicas send one event for each token. */
export class TokenMeter {
  private readonly startedAt = performance.now();
  private firstAt: number | undefined;
  private lastAt = 0;
  private tokens = 0;

  constructor(private readonly metrics: GatewayMetrics) {}

  /** Whether the first token has come. */
  get hasStarted(): boolean {
    return this.firstAt !== undefined;
  }

  /** `events` more have come. */
  count(events: number): void {
    if (events === 0) return;
    this.lastAt = performance.now();
    this.tokens += events;
    if (this.firstAt !== undefined) return;
    this.firstAt = this.lastAt;
    this.metrics.timeToFirstToken.observe((this.firstAt - this.startedAt) / 1_000);
  }

  /** The answer is complete. */
  end(): void {
    if (this.firstAt === undefined || this.tokens < 2) return;
    this.metrics.timePerToken.observe((this.lastAt - this.firstAt) / (this.tokens - 1) / 1_000);
  }
}
