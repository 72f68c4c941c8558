import { randomUUID } from 'node:crypto';
import type { Usage } from '../engines/engine';

/** OpenAI's shapes of one answer: whole, or as chunks of a stream. */
export class CompletionShape {
  private readonly id = `chatcmpl-${randomUUID()}`;
  private readonly created = Math.floor(Date.now() / 1_000);

  constructor(private readonly model: string) {}

  whole(content: string, reason: 'stop' | 'length', usage: Usage) {
    const choice = { index: 0, message: { role: 'assistant', content }, logprobs: null, finish_reason: reason };
    return { ...this.head('chat.completion'), choices: [choice], usage: usageOf(usage) };
  }

  /** The first chunk: it has the role and no text. */
  opening() {
    return this.chunk({ role: 'assistant', content: '' }, null);
  }

  piece(content: string) {
    return this.chunk({ content }, null);
  }

  ending(reason: 'stop' | 'length') {
    return this.chunk({}, reason);
  }

  /** The chunk behind the last, when `stream_options.include_usage` asked for it. */
  usage(usage: Usage) {
    return { ...this.head('chat.completion.chunk'), choices: [], usage: usageOf(usage) };
  }

  private chunk(delta: Readonly<Record<string, string>>, reason: 'stop' | 'length' | null) {
    return { ...this.head('chat.completion.chunk'), choices: [{ index: 0, delta, finish_reason: reason }] };
  }

  private head(object: string) {
    return { id: this.id, object, created: this.created, model: this.model };
  }
}

function usageOf({ promptTokens, cachedTokens, completionTokens }: Usage) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}
