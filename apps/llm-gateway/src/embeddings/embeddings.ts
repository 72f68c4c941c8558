import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from '../http/api-error';
import { checkOf } from '../http/json-schema';
import { dispatch } from '../exchange/dispatch';
import { logAnswer, readExchange, type ExchangeParts } from '../exchange/exchange';
import { attemptWhole } from '../exchange/whole-answer';

interface EmbeddingsJson {
  readonly model: string;
  readonly input: string | readonly string[];
}

const text = { type: 'string', minLength: 1 };

const check = checkOf<EmbeddingsJson>({
  type: 'object',
  required: ['model', 'input'],
  properties: {
    model: { type: 'string', minLength: 1, maxLength: 128 },
    input: { anyOf: [text, { type: 'array', items: text, minItems: 1, maxItems: 2_048 }] },
  },
});

/** `POST /v1/embeddings`. Texts only: token numbers mean nothing without the caller's tokenizer. */
export function embeddingsHandler(parts: ExchangeParts) {
  return async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = await readExchange(incoming, response, parts.log);
    const { model, input } = checked(exchange.json);
    const { bot, conversation, gone } = exchange;
    const place = parts.admission.enter({ role: 'embeddings', model, bot, conversation, gone });
    const promptTokens = Math.ceil((typeof input === 'string' ? [input] : input).join('').length / 3);
    const request = { path: '/v1/embeddings', promptTokens } as const;
    logAnswer(exchange, model, await dispatch(place, (slot) => attemptWhole(parts, exchange, { request, slot })));
  };
}

function checked(json: unknown): EmbeddingsJson {
  const result = check(json);
  if (result.kind === 'valid') return result.value;
  const { field, expected } = result.mismatch;
  throw new ApiError(400, 'invalid_request', { message: `${field ?? 'The body'} ${expected}.`, param: field });
}
