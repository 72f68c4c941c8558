import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Registry } from 'prom-client';
import { listen } from './listen';
import { Problem, sendProblem } from './problem';
import { serveRoutes, type Failure } from './router';
import { createTlsServer, type TlsFiles } from './tls';

/** Whether the service may get new work, and if not, why. */
export interface Readiness {
  readonly ready: boolean;
  /** One short sentence each; empty when ready. */
  readonly reasons: readonly string[];
}

/** A further GET route of the admin port, for example `/queue-depth`. */
export type AdminRoute = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface AdminServerOptions {
  readonly bindAddress: string;
  readonly port: number;
  readonly tls: TlsFiles;
  /** Asked at each `/readyz`; may ask neighbours, and must answer within two seconds. */
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: Registry;
  readonly onError: (error: unknown) => void;
  /** Further GET routes by path. @default - none */
  readonly routes?: Readonly<Record<string, AdminRoute>>;
}

/** Starts the port of operators: `/livez` (this process answers), `/readyz`, `/metrics`. */
export async function startAdminServer(options: AdminServerOptions): Promise<Server> {
  const routes: Readonly<Record<string, AdminRoute>> = {
    '/livez': async (_, response) => sendText(response, 200, 'ok'),
    '/readyz': async (_, response) => sendReadiness(response, options.readiness),
    '/metrics': async (_, response) => sendMetrics(response, options.metrics),
    ...options.routes,
  };
  const gets = Object.fromEntries(Object.entries(routes).map(([path, handler]) => [`GET ${path}`, handler]));
  const listener = serveRoutes(gets, (failure) => answerFailure(failure, options.onError));
  const server = createTlsServer(options.tls, listener, { onReloadError: options.onError });
  await listen(server, options);
  return server;
}

function answerFailure({ error, response }: Failure, onError: AdminServerOptions['onError']): void {
  if (error instanceof Problem) return sendProblem(response, error);
  onError(error);
  sendProblem(response, new Problem(500, 'internal', { title: 'The request failed; the log has the reason.' }));
}

async function sendReadiness(response: ServerResponse, readiness: () => Promise<Readiness>): Promise<void> {
  const late = new Promise<Readiness>((resolve) => {
    const timer = setTimeout(() => resolve({ ready: false, reasons: ['readiness took longer than 2 s'] }), 2_000);
    timer.unref();
  });
  const { ready, reasons } = await Promise.race([readiness(), late]);
  sendText(response, ready ? 200 : 503, ready ? 'ready' : reasons.join('\n'));
}

async function sendMetrics(response: ServerResponse, metrics: Registry): Promise<void> {
  const body = await metrics.metrics();
  response.writeHead(200, { 'content-type': metrics.contentType }).end(body);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
