import { bodyCheckOf } from '@perchoir/service/openai-error';
import { readJson } from '@perchoir/service/problem';
import { sendJson, type Handler } from '@perchoir/service/router';
import type { Embedded, EmbeddingsEngine } from '../engines/engine';
import { ApiError } from '../http/api-error';
import { ClientConnection } from '../http/client-connection';
import type { ReplicaMetrics } from '../metrics';
import { requireModel } from '../models/models';
import type { SlotCounter } from '../slots/slot-counter';
import { withSlot } from '../slots/with-slot';

export interface EmbeddingsParts {
  readonly engine: EmbeddingsEngine;
  readonly model: string;
  readonly slots: SlotCounter;
  readonly metrics: ReplicaMetrics;
  /** Largest accepted body. */
  readonly maxBodyBytes: number;
}

interface EmbeddingsJson {
  readonly model: string;
  readonly input: string | readonly string[];
  readonly encoding_format?: 'float' | 'base64' | null;
  readonly dimensions?: number | null;
}

const MOST_TEXTS = 64;
const MOST_CHARACTERS = 8_192;
const text = { type: 'string', minLength: 1, maxLength: MOST_CHARACTERS };

const check = bodyCheckOf<EmbeddingsJson>({
  type: 'object',
  required: ['model', 'input'],
  properties: {
    model: { type: 'string', minLength: 1, maxLength: 128 },
    input: {
      type: ['string', 'array'],
      minLength: 1,
      maxLength: MOST_CHARACTERS,
      minItems: 1,
      maxItems: MOST_TEXTS,
      items: text,
    },
    encoding_format: { enum: ['float', 'base64', null] },
    dimensions: { type: 'integer', nullable: true },
  },
});

/** `POST /v1/embeddings`. */
export function embeddingsHandler({ engine, model, slots, metrics, maxBodyBytes }: EmbeddingsParts): Handler {
  return async (request, response) => {
    const body = check(await readJson(request, maxBodyBytes));
    requireModel(body.model, model);
    requireDimensions(body, engine.dimensions);
    const client = new ClientConnection(response);
    await withSlot({ slots, client, requests: metrics.requests }, async () => {
      const texts = typeof body.input === 'string' ? [body.input] : body.input;
      const embedded = await engine.embed(texts, client.signal);
      metrics.tokens.inc({ kind: 'prompt' }, embedded.promptTokens);
      sendJson(response, answerOf(embedded, body));
    });
  };
}

function answerOf({ vectors, promptTokens }: Embedded, { model, encoding_format }: EmbeddingsJson) {
  const encode = encoding_format === 'base64' ? base64Of : (vector: Float32Array) => [...vector];
  const data = vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encode(vector) }));
  return { object: 'list', model, data, usage: { prompt_tokens: promptTokens, total_tokens: promptTokens } };
}

/** 32-bit floats, little-endian, as OpenAI's own clients ask for them. */
function base64Of(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

function requireDimensions({ dimensions }: EmbeddingsJson, has: number): void {
  if (dimensions == null || dimensions === has) return;
  const message = `dimensions must be ${has}, the size of the model's vectors, or left out.`;
  throw new ApiError(400, 'invalid_request', { message, param: 'dimensions' });
}
