import { createHash } from 'node:crypto';
import type { Language } from '../bots/published-bot';

/** A passage of a bot's pages, with the evidence that it bears on the question. */
export interface Passage {
  /** UUID of the chunk. */
  readonly chunk: string;
  readonly title: string;
  readonly url: string;
  /** Headings above the passage, outermost first, joined by ` › `; may be empty. */
  readonly heading: string;
  readonly text: string;
  readonly language: Language;
  /** Cosine of question and passage, from −1 to 1. */
  readonly cosine: number;
  /** Share of the question's content words found in the passage, weighted by rarity, from 0 to 1. */
  readonly share: number;
}

/** SHA-256 (hex) of a passage's text: what provenance keeps of it. */
export function passageDigest(passage: Passage): string {
  return createHash('sha256').update(passage.text).digest('hex');
}

/** Where the passage stands, for people: its page, and its nearest heading if it has one. */
export function topic({ title, heading }: Passage): string {
  const nearest = heading.split(' › ').at(-1);
  return nearest ? `${title} › ${nearest}` : title;
}
