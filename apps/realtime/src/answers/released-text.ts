import { plain } from './terms';

/** Shortest beginning of a sentence that is taken for it, when an answer is continued in the middle of one. */
const LEAST_OVERLAP = 8;

/** The text of an answer so far, which is final: it can be continued, never changed. */
export class ReleasedText {
  constructor(private text = '') {}

  get isEmpty(): boolean {
    return this.text === '';
  }

  /** Whether something stands after the opening quote. */
  get hasComment(): boolean {
    return this.text.includes('\n\n');
  }

  /** What has to be appended so that the answer begins with `fixed`; nothing when it begins otherwise already. */
  missing(fixed: string): string {
    if (!fixed.startsWith(this.text)) return '';
    const rest = fixed.slice(this.text.length);
    this.text = fixed;
    return rest;
  }

  /** What has to be appended to add a sentence as a piece of its own; nothing when it was said already. */
  added(sentence: string, separator: string): string {
    if (normal(this.text).includes(normal(sentence))) return '';
    const piece = this.begun(sentence) ?? (this.isEmpty ? sentence : separator + sentence);
    this.text += piece;
    return piece;
  }

  /** The rest of a sentence whose beginning was said last before another pod took over. */
  private begun(sentence: string): string | undefined {
    for (let length = sentence.length - 1; length >= LEAST_OVERLAP; length -= 1) {
      if (this.text.endsWith(sentence.slice(0, length))) return sentence.slice(length);
    }
    return undefined;
  }
}

function normal(text: string): string {
  return plain(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
