import { plain } from './terms';

/** Shortest beginning of a sentence that is taken for it, when an answer is continued in the middle of one. */
const LEAST_OVERLAP = 8;

/** The text of an answer so far, which is final: it can be continued, never changed. */
export class ReleasedText {
  constructor(private text = '') {}

  /** What has to be appended so that the answer begins with `fixed`; nothing when it begins otherwise already. */
  missing(fixed: string): string {
    if (!fixed.startsWith(this.text)) return '';
    const rest = fixed.slice(this.text.length);
    this.text = fixed;
    return rest;
  }

  /** What has to be appended to add a sentence: on a line of its own after a quote, else after a space. */
  added(sentence: string): string {
    if (this.text.includes(sentence)) return '';
    const rest = this.begun(sentence);
    if (rest === undefined && normal(this.text).includes(normal(sentence))) return '';
    const piece = rest ?? this.separator() + sentence;
    this.text += piece;
    return piece;
  }

  /** What has to stand between the text and the next sentence, less what of it is there already. */
  private separator(): string {
    const said = this.text.trimEnd();
    const wanted = said === '' ? '' : said.includes('\n\n') ? ' ' : '\n\n';
    const there = this.text.slice(said.length);
    return wanted.startsWith(there) ? wanted.slice(there.length) : '';
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
