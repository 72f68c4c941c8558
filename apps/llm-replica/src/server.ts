import type { Server } from 'node:https';
import { startAdminServer, type Readiness } from '@perchoir/service/admin-server';
import { runUntilStopped } from '@perchoir/service/lifecycle';
import { listen } from '@perchoir/service/listen';
import { createLog, type Log } from '@perchoir/service/log';
import { createMetrics } from '@perchoir/service/metrics';
import { startOrExplain } from '@perchoir/service/start';
import { createTlsServer } from '@perchoir/service/tls';
import { createApp } from './app';
import { readReplicaConfig, type ReplicaConfig } from './config';
import { loadEngine, type LoadedEngine } from './engines/load-engine';
import { Heartbeat } from './heartbeat/heartbeat';
import { statusOf } from './heartbeat/status';
import { Reconciliation } from './slots/reconciliation';
import { SlotCounter } from './slots/slot-counter';

/** Connections beyond the slots: those of gateways that ask for one, and of people who look. */
const SPARE_CONNECTIONS = 256;
/** A request must have arrived within this time; answers may take as long as they need. */
const REQUEST_MS = 30_000;
const LOOK_EVERY_MS = 1_000;

startOrExplain(start);

async function start(): Promise<void> {
  const config = readReplicaConfig(process.env);
  const log = createLog({ service: 'llm-replica', level: config.LOG_LEVEL });
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');
  const tls = { certFile: config.TLS_CERT_FILE, keyFile: config.TLS_KEY_FILE, caFile: config.TLS_CA_FILE };
  const registry = createMetrics('llm-replica');

  // Operators can look before the model is loaded, which may take minutes.
  let readiness = async (): Promise<Readiness> => ({ ready: false, reasons: ['the engine is loading'] });
  const operators = { bindAddress: config.BIND_ADDRESS, port: config.ADMIN_PORT, tls, metrics: registry };
  const admin = await startAdminServer({ ...operators, readiness: () => readiness(), onError });

  const engine = await loadEngine(config);
  const slots = new SlotCounter(config.SLOTS);
  const { MODEL_NAME: model, POD_NAME: replica } = config;
  const app = createApp({ engine, slots, model, replica, log, registry });
  readiness = app.readiness;
  const server = createTlsServer(tls, app.listener, { onReloadError: onError, server: { requestTimeout: REQUEST_MS } });
  server.maxConnections = config.SLOTS + SPARE_CONNECTIONS;
  const port = await listen(server, { bindAddress: config.BIND_ADDRESS, port: config.PORT });
  const heartbeat = startHeartbeat(config, { engine, slots, log });
  log.info({ port, model, slots: config.SLOTS, engine: config.ENGINE }, 'listening');

  const stop = async () => {
    slots.close();
    await drain({ server, slots, heartbeat });
    await engine.close();
    admin.close();
  };
  runUntilStopped({ log, graceSeconds: config.SHUTDOWN_GRACE_SECONDS, stop });
}

function startHeartbeat(
  config: ReplicaConfig,
  { engine, slots, log }: { readonly engine: LoadedEngine; readonly slots: SlotCounter; readonly log: Log },
): Heartbeat {
  const address = config.ADVERTISED_URL.origin;
  const heartbeat = new Heartbeat({
    id: config.POD_NAME,
    gateway: {
      url: config.GATEWAY_URL,
      caFile: config.GATEWAY_CA_FILE,
      serverName: config.GATEWAY_SERVER_NAME,
      certFile: config.TLS_CERT_FILE,
      keyFile: config.TLS_KEY_FILE,
    },
    status: () => statusOf({ engine, slots, model: config.MODEL_NAME, address }),
    log,
  });
  const reconciliation = new Reconciliation(slots);
  setInterval(() => reconciliation.look(engine.state()), LOOK_EVERY_MS).unref();
  slots.onDrainChange(() => void heartbeat.beat());
  heartbeat.start();
  return heartbeat;
}

/** Gateways hear of the drain at once; what runs is finished, bounded by the grace period. */
async function drain({
  server,
  slots,
  heartbeat,
}: {
  readonly server: Server;
  readonly slots: SlotCounter;
  readonly heartbeat: Heartbeat;
}): Promise<void> {
  await heartbeat.beat();
  await slots.idle();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  await heartbeat.stop();
}
