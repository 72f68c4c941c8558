import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the tier is watched and scaled by. */
export interface Metrics {
  readonly entries: Counter<'author'>;
  /** Answers continued from another pod's checkpoint. */
  readonly resumed: Counter;
  /** From the question's commit on this pod, or the takeover, to the answer's end. */
  readonly answerSeconds: Histogram<'outcome'>;
}

export interface Population {
  /** Connected visitors. */
  readonly users: number;
  /** Distinct visitors refused for want of room in the last 60 s. */
  readonly refusedVisitors: number;
}

/** Registers the service's metrics; gauges ask `population` when they are read. */
export function createRealtimeMetrics(registry: Registry, population: () => Population): Metrics {
  const registers = [registry];
  new Gauge({
    name: 'realtime_users',
    help: 'Visitors connected to this server',
    registers,
    collect() {
      this.set(population().users);
    },
  });
  new Gauge({
    name: 'realtime_refused_visitors',
    help: 'Distinct visitors refused by this server in the last 60 s because it was full',
    registers,
    collect() {
      this.set(population().refusedVisitors);
    },
  });
  return {
    entries: new Counter({
      name: 'realtime_entries_total',
      help: 'Entries added to conversations',
      labelNames: ['author'],
      registers,
    }),
    resumed: new Counter({
      name: 'realtime_resumed_total',
      help: 'Answers taken over from another server',
      registers,
    }),
    answerSeconds: new Histogram({
      name: 'realtime_answer_seconds',
      help: 'Time that an answer took on this server',
      labelNames: ['outcome'],
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 300],
      registers,
    }),
  };
}
