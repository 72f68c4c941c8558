import { sentencesOf } from './sentences';

/** Longest text kept while waiting for the end of a sentence. */
const LONGEST = 2_000;

/** Cuts a stream of text into sentences; one is given out when the next has begun. */
export class SentenceStream {
  private pending = '';

  /** Takes text; returns the sentences that are complete by now. */
  push(text: string): string[] {
    this.pending = (this.pending + text).slice(-LONGEST);
    const sentences = sentencesOf(this.pending);
    if (sentences.length < 2) return [];
    this.pending = sentences.pop() ?? '';
    // A trailing space would be lost by trimming, and glue the next word to this one.
    if (/\s$/.test(text)) this.pending += ' ';
    return sentences;
  }

  /** What is left at the end of the stream; it may lack its end. */
  end(): string[] {
    const rest = sentencesOf(this.pending);
    this.pending = '';
    return rest;
  }
}
