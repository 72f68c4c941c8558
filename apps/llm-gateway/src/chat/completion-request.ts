import { bodyCheckOf } from '@perchoir/service/openai-error';

/** What the gateway needs to know of a completion request; the rest is the replica's business. */
export interface CompletionRequest {
  readonly model: string;
  readonly stream: boolean;
  /** Estimated from the length of the texts, never too small for European languages. */
  readonly promptTokens: number;
  /** As the client sent it. */
  readonly body: Buffer;
}

interface CompletionJson {
  readonly model: string;
  readonly stream?: boolean | null;
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
}

const check = bodyCheckOf<CompletionJson>({
  type: 'object',
  required: ['model', 'messages'],
  properties: {
    model: { type: 'string', minLength: 1, maxLength: 128 },
    stream: { type: 'boolean', nullable: true },
    messages: {
      type: 'array',
      minItems: 1,
      maxItems: 1_024,
      items: { type: 'object', required: ['role'], properties: { role: { type: 'string', minLength: 1 } } },
    },
  },
});

/** Characters of a token, at least, and tokens that a chat template adds to each message. */
const CHARACTERS_PER_TOKEN = 3;
const TOKENS_PER_MESSAGE = 8;

/** @throws ApiError 400 naming the field. */
export function parseCompletion(body: Buffer, json: unknown): CompletionRequest {
  const { model, stream, messages } = check(json);
  return { model, stream: stream === true, promptTokens: estimateTokens(messages), body };
}

function estimateTokens(messages: CompletionJson['messages']): number {
  return messages.reduce((sum, { content }) => {
    const characters = typeof content === 'string' ? content.length : (JSON.stringify(content ?? '').length ?? 0);
    return sum + TOKENS_PER_MESSAGE + Math.ceil(characters / CHARACTERS_PER_TOKEN);
  }, 0);
}
