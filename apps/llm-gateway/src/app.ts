import type { RequestListener } from 'node:http';
import type { HttpsClient } from '@perchoir/service/https-client';
import type { Log } from '@perchoir/service/log';
import { serveRoutes } from '@perchoir/service/router';
import type { Registry as PrometheusRegistry } from 'prom-client';
import { completionsHandler } from './chat/completions';
import { embeddingsHandler } from './embeddings/embeddings';
import type { BudgetOptions } from './exchange/budgets';
import type { FailoverPolicy } from './failover/failover-policy';
import { answerFailure } from './http/answer-failure';
import { modelsHandler } from './http/models';
import { createGatewayMetrics, exposeLines, observeAll } from './metrics';
import { Admission } from './queue/admission';
import type { WeightOf } from './queue/fair-queue';
import { PeerMap } from './peers/peer-map';
import { heartbeatHandler, type Heartbeat } from './replicas/heartbeat';
import { Registry } from './replicas/registry';
import type { ScalingGoals } from './scaler/demand';
import { DemandMeter } from './scaler/demand-meter';
import { GlobalDemand } from './scaler/global-demand';

/** What the gateway is made of that comes from outside. */
export interface Components {
  readonly log: Log;
  readonly registry: PrometheusRegistry;
  /** Opens connections to a replica at its address. */
  readonly connect: (heartbeat: Heartbeat) => HttpsClient;
  readonly failover: FailoverPolicy;
  readonly queue: { readonly limit: number; readonly timeoutMs: number; readonly weightOf?: WeightOf };
  readonly heartbeatTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly budgets: BudgetOptions;
  readonly scaling: ScalingGoals;
  /** Monotonic clock in milliseconds, for what is remembered of demand. @default - the process's */
  readonly now?: () => number;
}

export interface App {
  /** Serves the port of users. */
  readonly listener: RequestListener;
  /** What all gateways together ask for. */
  readonly demand: GlobalDemand;
  /** Refuses who waits and who comes; what runs goes on. */
  refuseNewWork(): void;
  /** Closes the connections to replicas once they are idle. */
  close(): Promise<void>;
}

/** Builds the gateway. It listens nowhere: `server.ts` and the tests do. */
export function createApp(components: Components): App {
  const { log, connect, failover, budgets, keepAliveMs, heartbeatTimeoutMs } = components;
  const { scaling: goals, now = () => performance.now() } = components;
  const metrics = createGatewayMetrics(components.registry);
  const own: DemandMeter = new DemandMeter(() => admission.view(), now);
  const demand = new GlobalDemand({ goals, own, peers: new PeerMap(), now });
  const waits = {
    entered: () => undefined,
    granted: (role: string, queueMs: number) => metrics.queueWait.observe({ role }, queueMs / 1_000),
    served: () => undefined,
  };
  const admission: Admission = new Admission({ ...components.queue, observer: observeAll([waits, own]) });
  const registry = new Registry({ heartbeatTimeoutMs, connect, admission, log });
  exposeLines(components.registry, admission, (role) => demand.desired(role));

  const parts = { admission, registry, metrics, failover, budgets, log, keepAliveMs };
  const routes = {
    'POST /v1/chat/completions': completionsHandler(parts),
    'POST /v1/embeddings': embeddingsHandler(parts),
    'GET /v1/models': modelsHandler(admission),
    'PUT /internal/replicas/{id}': heartbeatHandler(registry),
  };
  return {
    listener: serveRoutes(routes, (failure) => answerFailure(failure, log)),
    demand,
    refuseNewWork: () => admission.close(),
    close: () => registry.close(),
  };
}
