import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { startAdminServer, type Readiness } from '@perchoir/service/admin-server';
import { connection, createPool, requireSchema, type DatabasePeer } from '@perchoir/service/database';
import { runUntilStopped } from '@perchoir/service/lifecycle';
import { listen } from '@perchoir/service/listen';
import { createLog, type Log } from '@perchoir/service/log';
import { createMetrics } from '@perchoir/service/metrics';
import { startOrExplain } from '@perchoir/service/start';
import { createTlsServer } from '@perchoir/service/tls';
import { Client, type Pool } from 'pg';
import { readRealtimeConfig, type RealtimeConfig } from './config';
import { connectEngine } from './engine';
import { Pod } from './pod';
import { VisitorTokens } from './tokens/visitor-tokens';

/** Connections to the log's database; with the one that listens for notices ten in all, which the charts count on. */
const LOG_CONNECTIONS = 9;

/** Newest migration that the statements of this service need. */
const SCHEMA_VERSION = 5;

/** Connections per admitted visitor at most, so that those above the cap still hear why they are refused. */
const CONNECTIONS_PER_USER = 4;

/** Part of the grace period that stopping uses; the rest is for closing what is left. */
const STOPPING_SHARE = 0.9;

startOrExplain(start);

async function start(): Promise<void> {
  const config = readRealtimeConfig(process.env);
  const log = createLog({ service: 'realtime', level: config.LOG_LEVEL });
  const onError = (err: unknown) => log.warn({ err }, 'background work failed');
  const metrics = createMetrics('realtime');
  const pool = createPool(logDatabase(config), { applicationName: config.POD_NAME, max: LOG_CONNECTIONS, onError });
  const { engine, close } = connectEngine(config, onError);
  const tokens = await VisitorTokens.fromPem(readFileSync(config.VISITOR_KEY_FILE, 'utf8'));
  const name = `${config.POD_NAME}-${randomBytes(4).toString('hex')}`;
  const connect = () => connectListener(config);
  const pod = new Pod({ name, pool, connect, engine, tokens, maxUsers: config.MAX_USERS, metrics, log });

  const tls = { certFile: config.TLS_CERT_FILE, keyFile: config.TLS_KEY_FILE, caFile: config.TLS_CA_FILE };
  const server = createTlsServer(tls, pod.app.request, { onReloadError: onError });
  server.on('upgrade', pod.app.upgrade);
  server.maxConnections = config.MAX_USERS * CONNECTIONS_PER_USER;
  pod.start();
  const port = await listen(server, { bindAddress: config.BIND_ADDRESS, port: config.PORT });
  const operators = { bindAddress: config.BIND_ADDRESS, port: config.ADMIN_PORT, tls, metrics, onError };
  const admin = await startAdminServer({ ...operators, readiness: () => readinessOf(pod, pool) });
  log.info({ port, pod: name }, 'listening');

  const graceSeconds = config.SHUTDOWN_GRACE_SECONDS;
  const stop = async () => {
    await pod.stop(graceSeconds * STOPPING_SHARE * 1_000);
    await Promise.all([closed(server), closed(admin), close(), pool.end()]);
  };
  runUntilStopped({ log, graceSeconds, stop: () => logged(log, stop) });
}

async function readinessOf(pod: Pod, pool: Pool): Promise<Readiness> {
  const reasons = [...pod.obstacles];
  const schema = await requireSchema(pool, SCHEMA_VERSION).catch((error: unknown) => error);
  if (schema instanceof Error) reasons.push(`log database: ${schema.message}`);
  return { ready: reasons.length === 0, reasons };
}

function logDatabase(config: RealtimeConfig): DatabasePeer {
  return {
    url: config.LOG_DATABASE_URL,
    caFile: config.LOG_DATABASE_CA_FILE,
    certFile: config.LOG_DATABASE_CERT_FILE,
    keyFile: config.LOG_DATABASE_KEY_FILE,
    serverName: config.LOG_DATABASE_SERVER_NAME,
  };
}

async function connectListener(config: RealtimeConfig): Promise<Client> {
  const application_name = `${config.POD_NAME} notices`;
  const client = new Client({ ...connection(logDatabase(config)), application_name, keepAlive: true });
  await client.connect();
  return client;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function logged(log: Log, stop: () => Promise<void>): Promise<void> {
  await stop();
  log.info('stopped');
}
