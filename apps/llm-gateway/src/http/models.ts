import { sendJson, type Handler } from '@perchoir/service/router';
import type { Admission } from '../queue/admission';

/** `GET /v1/models`: every model that a replica serves or has served, for one scaled to zero comes back when asked. */
export function modelsHandler(admission: Admission): Handler {
  const created = Math.floor(Date.now() / 1_000);
  return async (_, response) => {
    const names = admission.view().flatMap(({ model, wasServed }) => (wasServed ? [model] : []));
    const data = [...new Set(names)].sort().map((id) => ({ id, object: 'model', created, owned_by: 'perchoir' }));
    sendJson(response, { object: 'list', data });
  };
}
