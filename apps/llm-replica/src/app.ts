import type { RequestListener } from 'node:http';
import type { Readiness } from '@perchoir/service/admin-server';
import type { Log } from '@perchoir/service/log';
import { serveRoutes, type Routes } from '@perchoir/service/router';
import type { Registry } from 'prom-client';
import { completionsHandler } from './chat/completions';
import { embeddingsHandler } from './embeddings/embeddings';
import type { LoadedEngine } from './engines/load-engine';
import { answerFailure } from './http/answer-failure';
import { createReplicaMetrics, exposeSlots } from './metrics';
import { modelsHandler } from './models/models';
import type { SlotCounter } from './slots/slot-counter';
import { drainHandler, resumeHandler, slotsHandler } from './slots/slot-endpoints';

/** What the app is made of; storage there is none. */
export interface Components {
  readonly engine: LoadedEngine;
  readonly slots: SlotCounter;
  /** Name of the model, as requests and gateways call it. */
  readonly model: string;
  /** Name of this replica. */
  readonly replica: string;
  readonly log: Log;
  readonly registry: Registry;
  /** Largest accepted body, in bytes. @default 1 MiB */
  readonly maxBodyBytes?: number;
}

export interface App {
  readonly listener: RequestListener;
  readonly readiness: () => Promise<Readiness>;
}

/** Builds the guard: the engine's endpoints behind its slots. */
export function createApp(components: Components): App {
  const { engine, slots, model, replica, log, registry } = components;
  exposeSlots(registry, slots, () => engine.prefillTokensPerSecond());
  const routes: Routes = {
    ...engineRoutes(components),
    'GET /v1/models': modelsHandler(model, new Date()),
    'GET /slots': slotsHandler(slots, model),
    'POST /drain': drainHandler(slots, model),
    'DELETE /drain': resumeHandler(slots, model),
  };
  const serve = serveRoutes(routes, (failure) => answerFailure(failure, log));
  return { listener: named(replica, serve), readiness: async () => readinessOf(components) };
}

/** Every answer says which replica it comes from. */
function named(replica: string, serve: RequestListener): RequestListener {
  return (request, response) => {
    response.setHeader('x-replica', replica);
    serve(request, response);
  };
}

function engineRoutes({ engine, slots, model, registry, maxBodyBytes = 1_048_576 }: Components): Routes {
  const parts = { model, slots, metrics: createReplicaMetrics(registry), maxBodyBytes };
  return engine.role === 'chat'
    ? { 'POST /v1/chat/completions': completionsHandler({ ...parts, engine }) }
    : { 'POST /v1/embeddings': embeddingsHandler({ ...parts, engine }) };
}

function readinessOf({ engine, slots }: Components): Readiness {
  const state = engine.state();
  const reasons = [
    ...(state.kind === 'down' ? [`the engine is down: ${state.reason}`] : []),
    ...(slots.view.draining ? ['draining'] : []),
  ];
  return { ready: reasons.length === 0, reasons };
}
