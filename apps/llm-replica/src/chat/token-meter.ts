import type { GenerationEvent } from '../engines/engine';
import type { ReplicaMetrics } from '../metrics';

/** Measures one generation while its events pass through. */
export class TokenMeter {
  private readonly startedAt = performance.now();
  private firstAt: number | undefined;

  constructor(private readonly metrics: ReplicaMetrics) {}

  async *measured(events: AsyncIterable<GenerationEvent>): AsyncGenerator<GenerationEvent> {
    for await (const event of events) {
      if (this.firstAt === undefined) this.first();
      if (event.kind === 'end') this.end(event);
      yield event;
    }
  }

  private first(): void {
    this.firstAt = performance.now();
    this.metrics.timeToFirstToken.observe((this.firstAt - this.startedAt) / 1_000);
  }

  private end({ usage }: Extract<GenerationEvent, { kind: 'end' }>): void {
    const { tokens, timePerToken } = this.metrics;
    tokens.inc({ kind: 'cached' }, usage.cachedTokens);
    tokens.inc({ kind: 'prompt' }, Math.max(0, usage.promptTokens - usage.cachedTokens));
    tokens.inc({ kind: 'completion' }, usage.completionTokens);
    if (this.firstAt === undefined || usage.completionTokens < 2) return;
    timePerToken.observe((performance.now() - this.firstAt) / 1_000 / (usage.completionTokens - 1));
  }
}
