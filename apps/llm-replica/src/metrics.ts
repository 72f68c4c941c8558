import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { SlotCounter } from './slots/slot-counter';

/** What a replica counts, apart from its slots, which are read when asked. */
export interface ReplicaMetrics {
  readonly requests: Counter<'outcome'>;
  readonly tokens: Counter<'kind'>;
  readonly timeToFirstToken: Histogram;
  readonly timePerToken: Histogram;
}

export function createReplicaMetrics(registry: Registry): ReplicaMetrics {
  const registers = [registry];
  return {
    requests: new Counter({
      name: 'llm_requests_total',
      help: 'Requests by how they ended.',
      labelNames: ['outcome'],
      registers,
    }),
    tokens: new Counter({
      name: 'llm_tokens_total',
      help: 'Tokens: prompt (read), cached (known already), completion (written).',
      labelNames: ['kind'],
      registers,
    }),
    timeToFirstToken: new Histogram({
      name: 'llm_time_to_first_token_seconds',
      help: 'Time from a slot to the first token.',
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    }),
    timePerToken: new Histogram({
      name: 'llm_time_per_token_seconds',
      help: 'Mean time between two tokens of an answer.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
  };
}

/** Gauges that are read at each scrape, so that they cannot drift. */
export function exposeSlots(registry: Registry, slots: SlotCounter, prefillTokensPerSecond: () => number): void {
  const registers = [registry];
  new Gauge({
    name: 'llm_slots',
    help: 'Slots by state; orphaned ones are held by work of the engine that no request waits for.',
    labelNames: ['state'],
    registers,
    collect() {
      const { total, busy, draining } = slots.view;
      const leased = Math.min(slots.leases, busy);
      this.set({ state: 'busy' }, leased);
      this.set({ state: 'orphaned' }, busy - leased);
      this.set({ state: 'free' }, draining ? 0 : total - busy);
      this.set({ state: 'draining' }, draining ? total - busy : 0);
    },
  });
  new Gauge({
    name: 'llm_prefill_tokens_per_second',
    help: 'Speed at which prompts were read lately.',
    registers,
    collect() {
      this.set(prefillTokensPerSecond());
    },
  });
}
