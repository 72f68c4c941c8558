import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { PrefillRate } from '../prefill-rate';
import type { Turnstile } from './turnstile';

/** An abort waits for the part of the prompt that is being read; this is how long a part should take. */
const PART_MS = 100;
const LEAST_PART_TOKENS = 16;

/** Brings a prompt into a sequence's memory, in parts that are short enough to abort in between. */
export class PromptReader {
  private partTokens = LEAST_PART_TOKENS * 2;

  /** @param mostPartTokens tokens that the engine evaluates at once */
  constructor(
    private readonly rate: PrefillRate,
    private readonly turnstile: Turnstile,
    private readonly mostPartTokens: number,
  ) {}

  /**
   * Reads all but the last token, which the generation begins with.
   * @returns how many tokens the sequence knew already.
   * @throws the signal's reason once it is aborted.
   */
  async read(sequence: LlamaContextSequence, tokens: Token[], signal: AbortSignal): Promise<number> {
    const end = tokens.length - 1;
    await this.turnstile.alone(() => sequence.adaptStateToTokens(tokens.slice(0, end), false));
    const known = sequence.nextTokenIndex;
    const startedAt = performance.now();
    for (let at = known; at < end;) {
      await this.turnstile.pass();
      signal.throwIfAborted();
      at += await this.readPart(sequence, tokens.slice(at, Math.min(end, at + this.partTokens)));
    }
    this.rate.measured(end - known, performance.now() - startedAt);
    return known;
  }

  private async readPart(sequence: LlamaContextSequence, part: Token[]): Promise<number> {
    const startedAt = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(part);
    const fitting = Math.round((part.length * PART_MS) / Math.max(1, performance.now() - startedAt));
    this.partTokens = Math.min(this.mostPartTokens, Math.max(LEAST_PART_TOKENS, fitting));
    return part.length;
  }
}
