import type { ChatWrapper, LlamaContext, LlamaModel, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { PromptTooLong, type ChatEngine, type EngineState, type Generation, type GenerationEvent } from '../engine';
import { PrefillRate } from '../prefill-rate';
import { promptTokens } from './chat-prompt';
import { PromptReader } from './prompt-reader';
import { SequencePool, type Seat } from './sequence-pool';
import { StopText } from './stop-text';
import { TokenText } from './token-text';
import { Turnstile } from './turnstile';

/** Tokens that the repeat penalty looks back on; llama.cpp's own default. */
const PENALTY_TOKENS = 64;

/** What was loaded for an engine in this process. */
export interface LoadedModel {
  readonly model: LlamaModel;
  /** One context with as many sequences as there are slots. */
  readonly context: LlamaContext;
  readonly wrapper: ChatWrapper;
}

interface Run {
  readonly generation: Generation;
  readonly signal: AbortSignal;
  readonly tokens: Token[];
}

/** llama.cpp inside this process. Each slot is a sequence of one context, so all five are computed in one batch. */
export class EmbeddedEngine implements ChatEngine {
  readonly role = 'chat';
  readonly contextTokens: number;
  private readonly pool: SequencePool;
  private readonly rate = new PrefillRate();
  private readonly turnstile = new Turnstile();
  private readonly reader: PromptReader;

  constructor(private readonly loaded: LoadedModel) {
    this.contextTokens = loaded.context.contextSize;
    this.pool = new SequencePool(loaded.context);
    this.reader = new PromptReader(this.rate, this.turnstile, loaded.context.batchSize);
  }

  prefillTokensPerSecond(): number {
    return this.rate.tokensPerSecond;
  }

  state(): EngineState {
    return this.loaded.context.disposed ? { kind: 'down', reason: 'the model was unloaded' } : { kind: 'up' };
  }

  async close(): Promise<void> {
    await this.loaded.context.dispose();
    await this.loaded.model.dispose();
  }

  async *generate(generation: Generation, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    signal.throwIfAborted();
    const tokens = promptTokens(this.loaded.model, this.loaded.wrapper, generation);
    if (tokens.length >= this.contextTokens) throw new PromptTooLong(tokens.length, this.contextTokens);
    const seat = this.pool.take(generation.conversation);
    let isSound = true;
    try {
      yield* this.answer(seat, { generation, signal, tokens });
    } catch (error) {
      isSound = signal.aborted;
      throw error;
    } finally {
      if (isSound) this.pool.giveBack(seat, generation.conversation);
      else await this.turnstile.alone(() => this.pool.replace(seat));
    }
  }

  private async *answer({ sequence }: Seat, run: Run): AsyncGenerator<GenerationEvent> {
    const { generation, signal, tokens } = run;
    const cachedTokens = await this.reader.read(sequence, tokens, signal);
    const most = Math.min(generation.maxTokens ?? Infinity, this.contextTokens - tokens.length);
    const text = new TokenText(this.loaded.model, tokens);
    const stop = new StopText(generation.stop);
    const written: Token[] = [];
    let reason: 'stop' | 'length' = 'stop';
    for await (const token of sequence.evaluate(tokens.slice(-1), samplingOf(generation, [tokens, written]))) {
      signal.throwIfAborted();
      written.push(token);
      const shown = stop.push(text.push(token));
      if (shown.text !== '') yield { kind: 'text', text: shown.text };
      if (shown.isStopped) return yield this.end(run, { cachedTokens, written, reason: 'stop' });
      await this.turnstile.pass();
      if (written.length < most) continue;
      reason = 'length';
      break;
    }
    signal.throwIfAborted();
    const last = stop.push(text.rest());
    const rest = last.isStopped ? last.text : last.text + stop.rest();
    if (rest !== '') yield { kind: 'text', text: rest };
    yield this.end(run, { cachedTokens, written, reason });
  }

  private end(
    { tokens }: Run,
    answer: { readonly cachedTokens: number; readonly written: Token[]; readonly reason: 'stop' | 'length' },
  ): GenerationEvent {
    const { cachedTokens, written, reason } = answer;
    const usage = { promptTokens: tokens.length, cachedTokens, completionTokens: written.length };
    return { kind: 'end', reason, usage };
  }
}

function samplingOf({ sampling }: Generation, [prompt, written]: [Token[], Token[]]): SequenceEvaluateOptions {
  const { temperature, topP, seed, repeatPenalty, presencePenalty, frequencyPenalty } = sampling;
  const isPenalised = repeatPenalty !== 1 || presencePenalty !== 0 || frequencyPenalty !== 0;
  const punishTokens = () =>
    [...prompt.slice(-PENALTY_TOKENS), ...written.slice(-PENALTY_TOKENS)].slice(-PENALTY_TOKENS);
  const penalty = { punishTokens, penalty: repeatPenalty, presencePenalty, frequencyPenalty };
  return {
    temperature,
    topP,
    ...(seed === undefined ? {} : { seed }),
    ...(isPenalised ? { repeatPenalty: penalty } : {}),
  };
}
