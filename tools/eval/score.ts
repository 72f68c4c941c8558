import type { Kind, Question } from './question-set';
import type { Answer } from './visitor';

/** One question, what came back, and whether that is right. */
export interface Result {
  readonly language: string;
  readonly question: Question;
  /** Absent when no answer came. */
  readonly answer?: Answer;
  /** Why no answer came. */
  readonly error?: string;
  readonly isRight: boolean;
  /** Words of a near miss's answer that no page was quoted for; empty when there are none. */
  readonly outsideQuotes: string;
}

/** How many questions of a kind there are, how many were answered rightly, and how many must be. */
export interface Score {
  readonly language: string;
  readonly kind: Kind;
  readonly right: number;
  readonly asked: number;
  readonly needed: number;
  /** Near misses that say anything outside quotes; none may. */
  readonly outsideQuotes: number;
}

/** Right answers needed of twenty. French has less text to answer from, and the model knows it less. */
const NEEDED_OF_TWENTY: Readonly<Record<Kind, (language: string) => number>> = {
  answerable: (language) => (language === 'fr' ? 14 : 16),
  'off-topic': () => 19,
  'near-miss': () => 14,
};

/** The sentences that introduce quotes; they say that nothing was found. */
const INTRODUCTIONS: readonly string[] = [
  'Nothing here answers this; the nearest passages:',
  'Rien ici ne répond à cette question ; les passages les plus proches :',
];
const QUOTE = /^(?:“[^”]*”|« .*? ») — .+$/s;

/** Judges one answer. */
export function judged(language: string, question: Question, answer: Answer): Result {
  const outside = question.kind === 'near-miss' ? outsideQuotes(answer) : '';
  return { language, question, answer, isRight: isRight(question, answer), outsideQuotes: outside };
}

/** Counts results by language and kind. */
export function scores(results: readonly Result[]): readonly Score[] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = `${result.language} ${result.question.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { language, question } = first;
    const needed = neededOf(group.length, NEEDED_OF_TWENTY[question.kind](language));
    const right = group.filter((result) => result.isRight).length;
    const outside = group.filter((result) => result.outsideQuotes !== '').length;
    return [{ language, kind: question.kind, right, asked: group.length, needed, outsideQuotes: outside }];
  });
}

/**
 * Right answers needed of so many asked. Of a sample only what shows that all twenty would fall short counts against it:
 * the wrong answers that twenty may hold can all be among the few that were asked.
 */
function neededOf(asked: number, ofTwenty: number): number {
  return asked >= 20 ? Math.ceil((ofTwenty / 20) * asked) : Math.max(0, asked - (20 - ofTwenty));
}

export function isEnough({ right, needed, outsideQuotes }: Score): boolean {
  return right >= needed && outsideQuotes === 0;
}

function isRight({ kind, fact, also = [] }: Question, { state, outcome, sources }: Answer): boolean {
  if (state !== 'done') return false;
  if (kind === 'off-topic') return outcome === 'refused';
  if (kind === 'near-miss') return outcome !== 'answered';
  const facts = [fact ?? '', ...also].filter((text) => text !== '').map(squeezed);
  return outcome === 'answered' && sources.some(({ quote }) => facts.some((text) => squeezed(quote).includes(text)));
}

/** What remains of an answer that is related at best when its introduction and its quotes are taken away. */
function outsideQuotes({ text, outcome }: Answer): string {
  if (outcome === 'refused') return '';
  const paragraphs = text.split('\n\n').filter((paragraph) => !INTRODUCTIONS.includes(paragraph));
  return paragraphs.filter((paragraph) => !QUOTE.test(paragraph)).join('\n\n');
}

/** Without white space: French puts no-break spaces into numbers and before signs. */
function squeezed(text: string): string {
  return text.toLowerCase().replace(/\s/g, '');
}
