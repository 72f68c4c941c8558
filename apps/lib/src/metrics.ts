import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry with the process's own metrics (CPU, memory, event-loop lag), labelled with the service. */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}
