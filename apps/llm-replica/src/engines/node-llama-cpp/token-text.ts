import type { LlamaModel, Token } from 'node-llama-cpp';

/** A character has at most four bytes, and each may be a token of its own. */
const MOST_TOKENS_OF_A_CHARACTER = 4;
/** Tokens before the new ones: some tokenizers write a space only between words. */
const CONTEXT_TOKENS = 8;

/** Turns tokens into text one by one, and holds back a character until all of its bytes have come. */
export class TokenText {
  private before: Token[];
  private pending: Token[] = [];

  constructor(
    private readonly model: LlamaModel,
    prompt: readonly Token[],
  ) {
    this.before = prompt.slice(-CONTEXT_TOKENS);
  }

  /** The text that this token completes, possibly none. */
  push(token: Token): string {
    this.pending.push(token);
    const text = this.model.detokenize(this.pending, false, this.before);
    const isPartial = text.endsWith('\uFFFD') && this.pending.length < MOST_TOKENS_OF_A_CHARACTER;
    return isPartial ? '' : this.taken(text);
  }

  /** What is left when the answer ends within a character. */
  rest(): string {
    return this.pending.length === 0 ? '' : this.taken(this.model.detokenize(this.pending, false, this.before));
  }

  private taken(text: string): string {
    this.before = [...this.before, ...this.pending].slice(-CONTEXT_TOKENS);
    this.pending = [];
    return text;
  }
}
