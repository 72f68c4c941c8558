import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error';

/** Serves one route; `id` is the last segment of the path where the route has one. */
export type Handler = (request: IncomingMessage, response: ServerResponse, id: string) => Promise<void>;

/** Handlers by method and path; a path may end in `/{id}`. */
export type Routes = Readonly<Record<string, Handler>>;

/** Finds the handler of a request. @throws ApiError 404 or 405. */
export function route(routes: Routes, request: IncomingMessage): { readonly handler: Handler; readonly id: string } {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const cut = path.lastIndexOf('/') + 1;
  const candidates = [
    { pattern: path, id: '' },
    { pattern: `${path.slice(0, cut)}{id}`, id: decoded(path.slice(cut)) },
  ];
  for (const { pattern, id } of candidates) {
    const key = `${request.method} ${pattern}`;
    const handler = Object.hasOwn(routes, key) ? routes[key] : undefined;
    if (handler) return { handler, id };
  }
  const patterns = candidates.map(({ pattern }) => pattern);
  const isKnown = Object.keys(routes).some((key) => patterns.includes(key.slice(key.indexOf(' ') + 1)));
  if (isKnown)
    throw new ApiError(405, 'method_not_allowed', { message: `${request.method} is not served at ${path}.` });
  throw new ApiError(404, 'not_found', { message: `There is nothing at ${path}.` });
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ApiError(400, 'invalid_request', { message: 'The path is not valid percent-encoding.', param: 'id' });
  }
}
