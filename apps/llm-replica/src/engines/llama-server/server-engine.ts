import type { Dispatcher, Pool } from 'undici';
import {
  PromptTooLong,
  type ChatEngine,
  type EngineState,
  type Generation,
  type GenerationEvent,
  type Usage,
} from '../engine';
import type { PrefillRate } from '../prefill-rate';
import type { CompletionChunk, ServerError } from './completion-chunk';
import { eventData } from './event-stream';
import type { ServerWatch } from './server-watch';

/** Longest error of the server that is read. */
const MOST_ERROR_BYTES = 65_536;

export interface ServerEngineParts {
  /** Connections to the server. */
  readonly pool: Pool;
  readonly watch: ServerWatch;
  readonly rate: PrefillRate;
  /** Tokens that each of the server's slots holds. */
  readonly contextTokens: number;
}

/** llama.cpp's server on loopback. An abort closes the connection, which makes the server drop the work. */
export class ServerEngine implements ChatEngine {
  readonly role = 'chat';
  readonly contextTokens: number;

  constructor(private readonly parts: ServerEngineParts) {
    this.contextTokens = parts.contextTokens;
  }

  prefillTokensPerSecond(): number {
    return this.parts.rate.tokensPerSecond;
  }

  state(): EngineState {
    return this.parts.watch.state;
  }

  async close(): Promise<void> {
    this.parts.watch.close();
    await this.parts.pool.destroy();
  }

  async *generate(generation: Generation, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    const answer = await this.post(generation, signal);
    if (answer.statusCode !== 200) throw failureOf(await errorOf(answer), answer.statusCode);
    let finish: string | undefined;
    let usage: Usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };
    try {
      for await (const data of eventData(answer.body as AsyncIterable<Buffer>)) {
        const chunk = data as CompletionChunk;
        if (chunk.error) throw failureOf(chunk.error, 500);
        const choice = chunk.choices?.[0];
        if (choice?.delta?.content) yield { kind: 'text', text: choice.delta.content };
        finish = choice?.finish_reason ?? finish;
        usage = this.measured(chunk, usage);
      }
    } finally {
      answer.body.destroy();
    }
    yield { kind: 'end', reason: finish === 'length' ? 'length' : 'stop', usage };
  }

  private post(generation: Generation, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(requestOf(generation));
    return this.parts.pool.request({ method: 'POST', path: '/v1/chat/completions', headers, body, signal });
  }

  private measured({ timings, usage }: CompletionChunk, before: Usage): Usage {
    if (timings?.prompt_n && timings.prompt_ms) this.parts.rate.measured(timings.prompt_n, timings.prompt_ms);
    return {
      promptTokens: usage?.prompt_tokens ?? before.promptTokens,
      completionTokens: usage?.completion_tokens ?? before.completionTokens,
      cachedTokens: timings?.cache_n ?? before.cachedTokens,
    };
  }
}

function requestOf({ messages, turn, maxTokens, stop, sampling }: Generation) {
  return {
    messages,
    stream: true,
    stream_options: { include_usage: true },
    // Only while it writes does the server notice a closed connection: without this, an abort during a long prompt
    // took effect at its end (8 s for 1,300 tokens), with it after one batch (0.2 to 1.2 s).
    return_progress: true,
    cache_prompt: true,
    stop,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    repeat_penalty: sampling.repeatPenalty,
    presence_penalty: sampling.presencePenalty,
    frequency_penalty: sampling.frequencyPenalty,
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(sampling.seed === undefined ? {} : { seed: sampling.seed }),
    ...(turn === 'last' ? { continue_final_message: true, add_generation_prompt: false } : {}),
  };
}

function failureOf(error: ServerError, status: number): Error {
  if (error.type === 'exceed_context_size_error')
    return new PromptTooLong(error.n_prompt_tokens ?? 0, error.n_ctx ?? 0);
  return new Error(`llama-server refused with ${status}: ${error.message ?? 'no reason given'}`);
}

async function errorOf({ body }: Dispatcher.ResponseData): Promise<ServerError> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_ERROR_BYTES) break;
    parts.push(part);
  }
  try {
    return (JSON.parse(Buffer.concat(parts).toString('utf8')) as CompletionChunk).error ?? {};
  } catch {
    return {};
  }
}
