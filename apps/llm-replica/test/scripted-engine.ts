import { setTimeout as sleep } from 'node:timers/promises';
import {
  PromptTooLong,
  type ChatEngine,
  type Embedded,
  type EmbeddingsEngine,
  type EngineState,
  type Generation,
  type GenerationEvent,
} from '../src/engines/engine';

/** A chat engine that says `words` one by one and can be told to wait, to fail and to be down. */
export class ScriptedEngine implements ChatEngine {
  readonly role = 'chat';
  readonly contextTokens = 64;
  /** Pause before each word, in milliseconds. */
  pauseMs = 0;
  /** Index of the word at which it fails. */
  failsAt = Infinity;
  current: EngineState = { kind: 'up' };
  /** Generations that run now, and the most that ever did. */
  running = 0;
  mostRunning = 0;
  readonly seen: Generation[] = [];

  constructor(private readonly words: readonly string[]) {}

  prefillTokensPerSecond(): number {
    return 240;
  }

  state(): EngineState {
    return this.current;
  }

  async close(): Promise<void> {
    this.current = { kind: 'down', reason: 'closed' };
  }

  async *generate(generation: Generation, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    this.seen.push(generation);
    const promptTokens = generation.messages.map(({ content }) => content.split(' ').length).reduce((a, b) => a + b);
    if (promptTokens >= this.contextTokens) throw new PromptTooLong(promptTokens, this.contextTokens);
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    try {
      for (const [at, text] of this.words.entries()) {
        await sleep(this.pauseMs, undefined, { signal });
        if (at === this.failsAt) throw new Error('the engine broke');
        yield { kind: 'text', text };
      }
      const usage = { promptTokens, cachedTokens: 0, completionTokens: this.words.length };
      yield { kind: 'end', reason: 'stop', usage };
    } finally {
      this.running -= 1;
    }
  }
}

/** An embeddings engine whose vectors have the length of each text in them. */
export class ScriptedEmbedder implements EmbeddingsEngine {
  readonly role = 'embeddings';
  readonly contextTokens = 512;
  readonly dimensions = 2;

  prefillTokensPerSecond(): number {
    return 0;
  }

  state(): EngineState {
    return { kind: 'up' };
  }

  async close(): Promise<void> {}

  async embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded> {
    signal.throwIfAborted();
    return { vectors: texts.map((text) => Float32Array.of(text.length, 0.5)), promptTokens: texts.length };
  }
}
