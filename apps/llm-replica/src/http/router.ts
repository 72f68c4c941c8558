import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { withTrace, type Log } from '@perchoir/service/log';
import { ApiError, asApiError, sendApiError } from './api-error';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Handlers by method and path, for example `GET /slots`. */
export type Routes = Readonly<Record<string, Handler>>;

export interface RouterOptions {
  readonly log: Log;
  /** Name of this replica, sent with every answer as `x-replica`. */
  readonly replica: string;
}

/** Serves routes: answers what they throw in OpenAI's shape, and logs what is this service's own fault. */
export function serveRoutes(routes: Routes, { log, replica }: RouterOptions): RequestListener {
  return (request, response) => {
    response.setHeader('x-replica', replica);
    serve(routes, request, response).catch((error: unknown) => {
      const failure = asApiError(error);
      const traced = withTrace(log, String(request.headers['traceparent'] ?? ''));
      if (failure.status >= 500 && failure.code === 'engine_failed') traced.error({ err: error }, 'request failed');
      if (response.headersSent) response.destroy();
      else sendApiError(response, failure);
    });
  };
}

export function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function serve(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const key = `${request.method} ${path}`;
  const handler = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (handler) return handler(request, response);
  if (Object.keys(routes).some((known) => known.endsWith(` ${path}`))) {
    throw new ApiError(405, 'method_not_allowed', { message: `${request.method} is not served at ${path}.` });
  }
  throw new ApiError(404, 'not_found', { message: `There is nothing at ${path} of this replica.` });
}
