import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { startAdminServer } from '@perchoir/service/admin-server';
import { createClient } from '@perchoir/service/https-client';
import { runUntilStopped } from '@perchoir/service/lifecycle';
import { listen } from '@perchoir/service/listen';
import { createLog, type Log } from '@perchoir/service/log';
import { createMetrics } from '@perchoir/service/metrics';
import { startOrExplain } from '@perchoir/service/start';
import { createTlsServer } from '@perchoir/service/tls';
import { createApp, type App, type Components } from './app';
import { readGatewayConfig, type GatewayConfig } from './config';
import { drain } from './drain';
import { restartBeforeFirstToken } from './failover/restart-before-first-token';
import { parseWeights } from './queue/weights';
import type { Heartbeat } from './replicas/heartbeat';
import { startScaler, type PeersAddress, type ScalerServer } from './scaler/scaler-server';

/** Connections of clients at once; each waiting or running request has one. */
const MOST_CONNECTIONS = 4_096;

startOrExplain(start);

async function start(): Promise<void> {
  const config = readGatewayConfig(process.env);
  const log = createLog({ service: 'llm-gateway', level: config.LOG_LEVEL });
  const registry = createMetrics('llm-gateway');
  const app = createApp({ ...componentsOf(config), connect: connector(config), log, registry });
  const tls = { certFile: config.TLS_CERT_FILE, keyFile: config.TLS_KEY_FILE, caFile: config.TLS_CA_FILE };
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');

  const server = createTlsServer(tls, app.listener, { onReloadError: onError });
  server.maxConnections = MOST_CONNECTIONS;
  const port = await listen(server, { bindAddress: config.BIND_ADDRESS, port: config.PORT });
  let isStopping = false;
  const readiness = async () => (isStopping ? { ready: false, reasons: ['stopping'] } : { ready: true, reasons: [] });
  const operators = { bindAddress: config.BIND_ADDRESS, port: config.ADMIN_PORT, tls, readiness, metrics: registry };
  const admin = await startAdminServer({ ...operators, onError });
  const scaler = await startScaling(config, app, log);
  log.info({ port, scalerPort: scaler.port }, 'listening');

  const stop = async () => {
    isStopping = true;
    await Promise.all([drain(app, server, config.SHUTDOWN_GRACE_SECONDS * 1_000), scaler.stop()]);
    admin.close();
  };
  runUntilStopped({ log, graceSeconds: config.SHUTDOWN_GRACE_SECONDS, stop });
}

function startScaling(config: GatewayConfig, { demand }: App, log: Log): Promise<ScalerServer> {
  return startScaler({
    listen: { bindAddress: config.BIND_ADDRESS, port: config.SCALER_PORT },
    tls: { certFile: config.TLS_CERT_FILE, keyFile: config.TLS_KEY_FILE, caFile: config.TLS_CA_FILE },
    identity: { peer: config.POD_NAME, epoch: Date.now() },
    demand,
    ...(config.PEERS_HOST === undefined ? {} : { peers: peersAddress(config, config.PEERS_HOST) }),
    log,
  });
}

/** Every address of the headless name, on the port that all gateways have in common. */
function peersAddress({ SCALER_PORT, PEERS_SERVER_NAME }: GatewayConfig, host: string): PeersAddress {
  const targets = async () => {
    const found = await lookup(host, { all: true });
    return found.map(({ address }) => `${isIPv6(address) ? `[${address}]` : address}:${SCALER_PORT}`);
  };
  return { targets, serverName: PEERS_SERVER_NAME ?? host };
}

function componentsOf(config: GatewayConfig): Omit<Components, 'connect' | 'log' | 'registry'> {
  return {
    failover: restartBeforeFirstToken,
    queue: {
      limit: config.QUEUE_LIMIT,
      timeoutMs: config.QUEUE_TIMEOUT_SECONDS * 1_000,
      weightOf: parseWeights(config.QUEUE_WEIGHTS),
    },
    heartbeatTimeoutMs: config.HEARTBEAT_TIMEOUT_MS,
    keepAliveMs: config.KEEP_ALIVE_MS,
    budgets: { marginMs: config.PHASE_MARGIN_MS, totalMs: config.TOTAL_TIMEOUT_SECONDS * 1_000 },
    scaling: {
      slotsPerReplica: config.SLOTS_PER_REPLICA,
      targetUse: 0.8,
      queueWaitSeconds: config.QUEUE_WAIT_GOAL_SECONDS,
      minReplicas: 0,
      maxReplicas: Number.MAX_SAFE_INTEGER,
    },
  };
}

/** Replicas are reached by address and verified by the one name that all their certificates carry. */
function connector(config: GatewayConfig): Components['connect'] {
  return ({ address, slots }: Heartbeat) =>
    createClient({
      url: address,
      caFile: config.REPLICA_CA_FILE,
      certFile: config.TLS_CERT_FILE,
      keyFile: config.TLS_KEY_FILE,
      serverName: config.REPLICA_SERVER_NAME,
      // One connection for each slot, and one for an aborted request whose connection still closes.
      pool: { connections: slots.total + 1, pipelining: 1 },
    });
}
