import type { RequestListener } from 'node:http';
import { Problem, sendProblem } from '@perchoir/service/problem';
import { Counter, type Registry } from 'prom-client';
import sirv from 'sirv';
import { headersFor } from './headers';

export interface OriginComponents {
  /** Folder of the files to serve. They are listed once, at start. */
  readonly publicDir: string;
  readonly metrics: Registry;
}

/** Serves files to browsers and to the CDN in front of them; precompressed forms are chosen by what a client accepts. */
export function createApp({ publicDir, metrics }: OriginComponents): RequestListener {
  const served = new Counter({
    name: 'origin_requests_total',
    help: 'Requests by status code',
    labelNames: ['status'],
    registers: [metrics],
  });
  const files = sirv(publicDir, { etag: true, brotli: true, gzip: true, setHeaders: headersFor });
  return function serveFiles(request, response) {
    response.on('finish', () => served.inc({ status: String(response.statusCode) }));
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendProblem(response, new Problem(405, 'method', { title: 'Only GET and HEAD are served here.' }));
    }
    files(request, response, () =>
      sendProblem(response, new Problem(404, 'not-found', { title: 'There is no such file.' })),
    );
  };
}
