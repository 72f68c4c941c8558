import type { HttpsClient } from '@perchoir/service/https-client';
import { createParser } from 'eventsource-parser';
import { AnswerFailed } from '../answer';
import type { Message } from './prompt';

export interface GenerationRequest {
  readonly messages: readonly Message[];
  /** The gateway keeps a conversation on one replica. */
  readonly conversation: string;
  /** The gateway is fair between bots. */
  readonly bot: string;
  /** The last message is the beginning of the answer, to be gone on with. @default false */
  readonly continues?: boolean;
  readonly signal: AbortSignal;
}

/** What the gateway sends: a place in its queue, or text. */
export type GenerationEvent =
  { readonly kind: 'queued'; readonly position?: number } | { readonly kind: 'text'; readonly text: string };

/** Writes text from a prompt. */
export interface LanguageModel {
  readonly name: string;
  generate(request: GenerationRequest): AsyncIterable<GenerationEvent>;
}

/** Longest answer: small models repeat themselves after two or three sentences. */
const MAX_TOKENS = 120;
/** Small models fall into loops without it; stronger ones do not mind. */
const REPEAT_PENALTY = 1.15;

/** Generation by the gateway, streamed. */
export class GatewayModel implements LanguageModel {
  constructor(
    private readonly client: HttpsClient,
    readonly name: string,
  ) {}

  /** @throws AnswerFailed when the gateway refuses or breaks off; the signal's reason when aborted */
  async *generate({
    messages,
    conversation,
    bot,
    continues,
    signal,
  }: GenerationRequest): AsyncIterable<GenerationEvent> {
    const parameters = { stream: true, temperature: 0, max_tokens: MAX_TOKENS, repeat_penalty: REPEAT_PENALTY };
    const turn = continues ? { continue_final_message: true } : {};
    try {
      const response = await this.client.request({
        method: 'POST',
        path: '/v1/chat/completions',
        headers: { 'content-type': 'application/json', 'x-conversation': conversation, 'x-bot': bot },
        body: JSON.stringify({ model: this.name, messages, ...parameters, ...turn }),
        signal,
      });
      if (response.statusCode !== 200) {
        await response.body.dump();
        throw new AnswerFailed(`the gateway answered ${response.statusCode}`);
      }
      yield* eventsOf(response.body);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AnswerFailed) throw error;
      throw new AnswerFailed('the gateway broke off', { cause: error });
    }
  }
}

/** Server-sent events as generation events. A stream that ends before `[DONE]` was cut off. */
async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncIterable<GenerationEvent> {
  const events: GenerationEvent[] = [];
  let isDone = false;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') isDone = true;
      else events.push(...textOf(data));
    },
    onComment: (comment) => events.push(...queuedOf(comment)),
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* events.splice(0);
  }
  if (!isDone) throw new AnswerFailed('the stream ended before the answer did');
}

interface Chunk {
  readonly error?: { readonly message?: string };
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[];
}

function textOf(data: string): GenerationEvent[] {
  const { error, choices } = JSON.parse(data) as Chunk;
  if (error) throw new AnswerFailed('the gateway reported an error in the stream');
  const text = choices?.[0]?.delta?.content;
  return text ? [{ kind: 'text', text }] : [];
}

function queuedOf(comment: string): GenerationEvent[] {
  const position = /queued position=(\d+)/.exec(comment)?.[1];
  if (position !== undefined) return [{ kind: 'queued', position: Number(position) }];
  return /loading|queued/.test(comment) ? [{ kind: 'queued' }] : [];
}
