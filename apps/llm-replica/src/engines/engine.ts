/** What one engine and its model can do; the guard treats all engines alike. */
export interface Engine {
  /** Tokens of prompt and answer together that one slot holds. */
  readonly contextTokens: number;
  /** Speed at which the engine last read long prompts, in tokens a second; 0 while unknown. */
  prefillTokensPerSecond(): number;
  /** Whether the engine answers, and how many requests it works on by its own count. */
  state(): EngineState;
  /** Stops the engine. Requests that still run fail. */
  close(): Promise<void>;
}

/** `working` is what the engine itself counts; it may exceed the guard's leases when an abort did not get through. */
export type EngineState =
  | { readonly kind: 'up'; readonly working: number }
  | { readonly kind: 'up' }
  | { readonly kind: 'down'; readonly reason: string };

export interface ChatEngine extends Engine {
  readonly role: 'chat';
  /**
   * Generates one answer, a piece of text for each token, and ends with one `end` event. When the iteration is over,
   * for whatever reason, the engine's place is free again: that is what frees the guard's slot.
   *
   * @throws PromptTooLong before the first event.
   * @throws the signal's reason once it is aborted.
   */
  generate(generation: Generation, signal: AbortSignal): AsyncIterable<GenerationEvent>;
}

export interface EmbeddingsEngine extends Engine {
  readonly role: 'embeddings';
  /** Numbers in each vector. */
  readonly dimensions: number;
  /** Embeds texts in their order. @throws the signal's reason once it is aborted. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded>;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Generation {
  readonly messages: readonly ChatMessage[];
  /** `new`: the model writes the next turn. `last`: it goes on with the last message, an unfinished answer. */
  readonly turn: 'new' | 'last';
  /** Most tokens of the answer. @default - as many as the context still holds */
  readonly maxTokens: number | undefined;
  /** Texts at which the answer ends; they are not part of it. */
  readonly stop: readonly string[];
  readonly sampling: Sampling;
  /** Requests of one conversation share a prefix, which an engine may keep. @default - none kept on purpose */
  readonly conversation: string | undefined;
}

/** How tokens are chosen. An absent value leaves the choice to the engine. */
export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number | undefined;
  /** Factor by which tokens that occurred lately become less likely; 1 is none. */
  readonly repeatPenalty: number;
  readonly presencePenalty: number;
  readonly frequencyPenalty: number;
}

export interface Usage {
  readonly promptTokens: number;
  /** Prompt tokens that were still in the engine's memory and needed no work. */
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

export type GenerationEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end'; readonly reason: 'stop' | 'length'; readonly usage: Usage };

export interface Embedded {
  readonly vectors: readonly Float32Array[];
  readonly promptTokens: number;
}

/** The prompt alone fills the context, or more. */
export class PromptTooLong extends Error {
  override readonly name = 'PromptTooLong';

  constructor(
    readonly promptTokens: number,
    readonly contextTokens: number,
  ) {
    super(`the prompt has ${promptTokens} tokens, and the context holds ${contextTokens} with the answer`);
  }
}
