import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Problem } from './problem';

/** Serves one route; `id` is the last segment of the path, decoded, where the route ends in `/{id}`. */
export type Handler = (request: IncomingMessage, response: ServerResponse, id: string) => Promise<void>;

/** Handlers by method and path, for example `GET /slots`; a path may end in `/{id}`. */
export type Routes = Readonly<Record<string, Handler>>;

/** A request that was not served, and why. */
export interface Failure {
  /** What the handler threw, or the router's own `Problem`: 400, 404 or 405. */
  readonly error: unknown;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Without the query, which may hold personal data. */
  readonly path: string;
  /** W3C trace of the request, for `withTrace`. */
  readonly traceparent: string | undefined;
}

/**
 * Serves routes.
 * @param onFailure answers and logs, in the shape that the service's callers expect
 */
export function serveRoutes(routes: Routes, onFailure: (failure: Failure) => void): RequestListener {
  return (request, response) => {
    const path = pathOf(request);
    serve(routes, request, response).catch((error: unknown) => {
      const traceparent = request.headers['traceparent'];
      const trace = typeof traceparent === 'string' ? traceparent : undefined;
      onFailure({ error, request, response, path, traceparent: trace });
    });
  };
}

/** Answers with a value as JSON, status 200. */
export function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function serve(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  const cut = path.lastIndexOf('/') + 1;
  const last = path.slice(cut);
  const patterns = last === '' ? [path] : [path, `${path.slice(0, cut)}{id}`];
  for (const pattern of patterns) {
    const key = `${request.method} ${pattern}`;
    const handler = Object.hasOwn(routes, key) ? routes[key] : undefined;
    if (handler) return handler(request, response, pattern.endsWith('/{id}') ? decoded(last) : '');
  }
  const methods = methodsAt(routes, patterns);
  if (methods.length === 0) throw new Problem(404, 'not-found', { title: `There is nothing at ${path}.` });
  response.setHeader('allow', methods.join(', '));
  throw new Problem(405, 'method-not-allowed', { title: `${request.method} is not served at ${path}.` });
}

function methodsAt(routes: Routes, patterns: readonly string[]): string[] {
  const keys = Object.keys(routes).map((key) => key.split(' '));
  return keys.flatMap(([method = '', pattern = '']) => (patterns.includes(pattern) ? [method] : []));
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/';
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Problem(400, 'malformed-path', { title: 'The path is not valid percent-encoding.', field: 'id' });
  }
}
