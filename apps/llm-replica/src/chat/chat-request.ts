import { bodyCheckOf } from '@perchoir/service/openai-error';
import type { ChatMessage, Generation } from '../engines/engine';
import { ApiError } from '../http/api-error';
import { chatSchema } from './chat-schema';

/** A chat completion request in this service's own terms. */
export interface ChatRequest {
  readonly generation: Generation;
  readonly model: string;
  /** How the answer is sent. */
  readonly delivery: 'whole' | 'stream' | 'stream-with-usage';
}

interface ChatJson {
  readonly model: string;
  readonly messages: readonly MessageJson[];
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean } | null;
  readonly max_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly seed?: number | null;
  readonly repeat_penalty?: number | null;
  readonly presence_penalty?: number | null;
  readonly frequency_penalty?: number | null;
  readonly stop?: string | readonly string[] | null;
  readonly continue_final_message?: boolean | null;
  readonly add_generation_prompt?: boolean | null;
}

interface MessageJson {
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly content: string | readonly { readonly text: string }[];
  readonly prefix?: boolean;
}

const check = bodyCheckOf<ChatJson>(chatSchema);

/**
 * Reads a request's body.
 * @throws ApiError 400 naming the field that is missing, malformed, out of bounds or not supported.
 */
export function parseChat(json: unknown, conversation: string | undefined, contextTokens: number): ChatRequest {
  const body = check(json);
  const { stop, stream, stream_options: options } = body;
  const generation = {
    messages: body.messages.map(messageOf),
    turn: turnOf(body),
    maxTokens: maxTokensOf(body, contextTokens),
    stop: typeof stop === 'string' ? [stop] : (stop ?? []),
    sampling: samplingOf(body),
    conversation,
  };
  const streamed = options?.include_usage ? 'stream-with-usage' : 'stream';
  return { generation, model: body.model, delivery: stream ? streamed : 'whole' };
}

function messageOf({ role, content }: MessageJson): ChatMessage {
  const text = typeof content === 'string' ? content : content.map((part) => part.text).join('');
  return { role: role === 'developer' ? 'system' : role, content: text };
}

/** OpenAI's API leaves open what a final assistant message means; here it must be said. */
function turnOf({ messages, continue_final_message, add_generation_prompt }: ChatJson): Generation['turn'] {
  const last = messages.at(-1);
  const continues = continue_final_message === true || last?.prefix === true;
  if (continues && last?.role !== 'assistant') {
    throw invalid('continue_final_message', 'continue_final_message needs a final message of the assistant.');
  }
  if (continues && add_generation_prompt === true) {
    throw invalid('add_generation_prompt', 'add_generation_prompt contradicts continue_final_message: leave one out.');
  }
  if (!continues && last?.role === 'assistant') {
    throw invalid('messages', 'The last message is the assistant’s: set continue_final_message to go on with it.');
  }
  return continues ? 'last' : 'new';
}

function maxTokensOf(body: ChatJson, contextTokens: number): number | undefined {
  const param = body.max_completion_tokens == null ? 'max_tokens' : 'max_completion_tokens';
  const most = body[param] ?? undefined;
  if (most === undefined || most <= contextTokens) return most;
  throw invalid(param, `${param} is ${most}, and the context holds ${contextTokens} tokens.`);
}

function samplingOf(body: ChatJson): Generation['sampling'] {
  return {
    temperature: body.temperature ?? 1,
    topP: body.top_p ?? 1,
    seed: body.seed ?? undefined,
    repeatPenalty: body.repeat_penalty ?? 1,
    presencePenalty: body.presence_penalty ?? 0,
    frequencyPenalty: body.frequency_penalty ?? 0,
  };
}

function invalid(param: string, message: string): ApiError {
  return new ApiError(400, 'invalid_request', { message, param });
}
