import { sendJson, type Handler } from '@perchoir/service/router';
import { ApiError } from '../http/api-error';

/** `GET /v1/models`: the one model of this replica. */
export function modelsHandler(model: string, startedAt: Date): Handler {
  const created = Math.floor(startedAt.getTime() / 1_000);
  const list = { object: 'list', data: [{ id: model, object: 'model', created, owned_by: 'perchoir' }] };
  return async (_, response) => sendJson(response, list);
}

/** @throws ApiError 404 when a request asks for another model than the replica has. */
export function requireModel(asked: string, model: string): void {
  if (asked === model) return;
  const message = `This replica has ${model}; another one may have the model that was asked for.`;
  throw new ApiError(404, 'model_not_found', { message, param: 'model' });
}
