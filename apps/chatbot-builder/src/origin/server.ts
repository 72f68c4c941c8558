import { statSync } from 'node:fs';
import type { Server } from 'node:https';
import { startAdminServer } from '@perchoir/service/admin-server';
import { ConfigError } from '@perchoir/service/config';
import { runUntilStopped } from '@perchoir/service/lifecycle';
import { listen } from '@perchoir/service/listen';
import { createLog } from '@perchoir/service/log';
import { createMetrics } from '@perchoir/service/metrics';
import { createTlsServer } from '@perchoir/service/tls';
import { createApp } from './app';
import { readOriginConfig } from './config';

/** Starts the origin and serves until it is told to stop. */
export async function startOrigin(): Promise<void> {
  const config = readOriginConfig(process.env);
  requireFolder(config.PUBLIC_DIR);
  const log = createLog({ service: 'front-office-origin', level: config.LOG_LEVEL });
  const metrics = createMetrics('front-office-origin');
  const tls = { certFile: config.TLS_CERT_FILE, keyFile: config.TLS_KEY_FILE, caFile: config.TLS_CA_FILE };
  const onError = (error: unknown) => log.error({ err: error }, 'request or reload failed');
  let isStopping = false;

  const readiness = async () => (isStopping ? { ready: false, reasons: ['stopping'] } : { ready: true, reasons: [] });
  const admin = await startAdminServer({
    bindAddress: config.BIND_ADDRESS,
    port: config.ADMIN_PORT,
    tls,
    readiness,
    metrics,
    onError,
  });
  const users = createTlsServer(tls, createApp({ publicDir: config.PUBLIC_DIR, metrics }), {
    onReloadError: onError,
    server: { requestTimeout: 30_000, keepAliveTimeout: 15_000 },
  });
  const port = await listen(users, { bindAddress: config.BIND_ADDRESS, port: config.PORT });
  log.info({ port }, 'serving');

  runUntilStopped({
    log,
    graceSeconds: config.SHUTDOWN_GRACE_SECONDS,
    stop: async () => {
      isStopping = true;
      await Promise.all([closed(users), closed(admin)]);
    },
  });
}

/** Waits for running answers, and closes connections that only wait for another request. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

function requireFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new ConfigError(
    'PUBLIC_DIR',
    `PUBLIC_DIR=${path} is not a folder: name the one that the widget was bundled into`,
  );
}
