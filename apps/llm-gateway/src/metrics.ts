import { Counter, Gauge, Histogram, type Registry as PrometheusRegistry } from 'prom-client';
import type { Admission, AdmissionObserver } from './queue/admission';
import { ROLES, type Role } from './queue/ticket';

/** What the gateway counts, apart from what is read off the lines when asked. */
export interface GatewayMetrics {
  readonly queueWait: Histogram<'role'>;
  readonly timeToFirstToken: Histogram;
  readonly timePerToken: Histogram;
  readonly failovers: Counter;
}

export function createGatewayMetrics(registry: PrometheusRegistry): GatewayMetrics {
  const registers = [registry];
  return {
    queueWait: new Histogram({
      name: 'llm_queue_wait_seconds',
      help: 'Time from a request to its first slot.',
      labelNames: ['role'],
      buckets: [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
      registers,
    }),
    timeToFirstToken: new Histogram({
      name: 'llm_time_to_first_token_seconds',
      help: "Time from a streamed answer's slot to its first token.",
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    }),
    timePerToken: new Histogram({
      name: 'llm_time_per_token_seconds',
      help: 'Mean time between two tokens of a streamed answer.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    failovers: new Counter({
      name: 'llm_failovers_total',
      help: 'Answers that another replica took over after theirs was lost.',
      registers,
    }),
  };
}

/** Gauges that are read off the lines at each scrape, so that they cannot drift. */
export function exposeLines(registry: PrometheusRegistry, admission: Admission, desired: (role: Role) => number): void {
  const registers = [registry];
  new Gauge({
    name: 'llm_slots',
    help: 'Slots of reachable replicas by use; foreign ones are used by other gateways.',
    labelNames: ['role', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { role, occupation } of admission.view()) {
        for (const [state, slots] of Object.entries(occupation)) this.inc({ role, state }, slots);
      }
    },
  });
  new Gauge({
    name: 'llm_queue_depth',
    help: 'Requests that wait for a slot.',
    labelNames: ['role'],
    registers,
    collect() {
      for (const role of ROLES) this.set({ role }, 0);
      for (const { role, waiting } of admission.view()) this.inc({ role }, waiting);
    },
  });
  new Gauge({
    name: 'llm_desired_replicas',
    help: 'Replicas wanted for what is asked for now.',
    labelNames: ['role'],
    registers,
    collect() {
      for (const role of ROLES) this.set({ role }, desired(role));
    },
  });
}

/** Sends what happens in line to several observers. */
export function observeAll(observers: readonly AdmissionObserver[]): AdmissionObserver {
  return {
    entered: (role) => observers.forEach((observer) => observer.entered(role)),
    granted: (role, queueMs) => observers.forEach((observer) => observer.granted(role, queueMs)),
    served: (role, serviceMs) => observers.forEach((observer) => observer.served(role, serviceMs)),
  };
}
