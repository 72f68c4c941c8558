import type { IncomingMessage, ServerResponse } from 'node:http';
import { withTrace, type Log } from '@perchoir/service/log';
import { Problem, sendProblem } from '@perchoir/service/problem';
import { asApiError, ClientGone, sendApiError } from './api-error';
import { route, type Routes } from './router';

/** Serves routes: answers what they throw in the caller's shape, and logs what is the gateway's fault. */
export function serveRoutes(routes: Routes, log: Log) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    serve(routes, request, response).catch((error: unknown) => {
      const traced = withTrace(log, String(request.headers['traceparent'] ?? ''));
      answerFailure(error, { request, response, log: traced });
    });
  };
}

async function serve(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { handler, id } = route(routes, request);
  await handler(request, response, id);
}

function answerFailure(
  error: unknown,
  {
    request,
    response,
    log,
  }: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly log: Log },
): void {
  const path = request.url?.split('?')[0];
  if (error instanceof ClientGone || response.destroyed) return log.debug({ path }, 'client gone');
  if (error instanceof Problem && path?.startsWith('/internal/')) return sendProblem(response, error);
  const failure = asApiError(error);
  log[failure.status >= 500 ? 'warn' : 'debug']({ path, code: failure.code, err: failure.cause }, failure.message);
  sendApiError(response, failure);
}
