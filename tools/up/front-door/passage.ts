import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { LeastConnections } from './least-connections';

/** Where requests go: users' ports of the pods that are ready. */
export interface Backend {
  /** `address:port` of each pod that may get new connections. */
  readonly targets: () => readonly string[];
  /** Name that the pods' certificates are verified against. */
  readonly serverName: string;
}

/** What is needed to pass something on. */
export interface Passage {
  readonly backend: Backend;
  readonly balance: LeastConnections;
  /** Authority of the pods' certificates, PEM. */
  readonly authority: string;
}

/** A pod on the same machine answers a connection at once or not at all. */
export const connectTimeoutMs = 5_000;

/** Options of the request to one pod: same method, path and headers, TLS verified against the service's name. */
export function towards(target: string, request: IncomingMessage, { backend, authority }: Passage): RequestOptions {
  const [host = '', port = ''] = target.split(':');
  return {
    host,
    port: Number(port),
    servername: backend.serverName,
    ca: authority,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: forwarded(request),
    agent: false,
  };
}

function forwarded(request: IncomingMessage): OutgoingHttpHeaders {
  // What a client claims about who forwarded it is replaced by what is known here.
  const client = request.socket.remoteAddress ?? '127.0.0.1';
  return { ...request.headers, 'x-forwarded-for': client, 'x-forwarded-proto': 'http' };
}
