import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admission } from '../queue/admission';

/** `GET /v1/models`: every model that a replica serves or has served, for one scaled to zero comes back when asked. */
export function modelsHandler(admission: Admission) {
  const created = Math.floor(Date.now() / 1_000);
  return async (_: IncomingMessage, response: ServerResponse): Promise<void> => {
    const names = admission.view().flatMap(({ model, wasServed }) => (wasServed ? [model] : []));
    const data = [...new Set(names)].sort().map((id) => ({ id, object: 'model', created, owned_by: 'perchoir' }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data }));
  };
}
