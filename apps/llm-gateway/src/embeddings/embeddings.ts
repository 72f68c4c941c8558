import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyCheckOf } from '@perchoir/service/openai-error';
import { dispatch } from '../exchange/dispatch';
import { logAnswer, readExchange, type ExchangeParts } from '../exchange/exchange';
import { attemptWhole } from '../exchange/whole-answer';

interface EmbeddingsJson {
  readonly model: string;
  readonly input: string | readonly string[];
}

const text = { type: 'string', minLength: 1 };

const check = bodyCheckOf<EmbeddingsJson>({
  type: 'object',
  required: ['model', 'input'],
  properties: {
    model: { type: 'string', minLength: 1, maxLength: 128 },
    input: { type: ['string', 'array'], minLength: 1, items: text, minItems: 1, maxItems: 2_048 },
  },
});

/** `POST /v1/embeddings`. Texts only: token numbers mean nothing without the caller's tokenizer. */
export function embeddingsHandler(parts: ExchangeParts) {
  return async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = await readExchange(incoming, response, parts.log);
    const { model, input } = check(exchange.json);
    const { bot, conversation, gone } = exchange;
    const place = parts.admission.enter({ role: 'embeddings', model, bot, conversation, gone });
    const promptTokens = Math.ceil((typeof input === 'string' ? [input] : input).join('').length / 3);
    const request = { path: '/v1/embeddings', promptTokens } as const;
    logAnswer(exchange, model, await dispatch(place, (slot) => attemptWhole(parts, exchange, { request, slot })));
  };
}
