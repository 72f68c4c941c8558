import type { Language } from '../bots/published-bot';
import type { QuestionKind } from './question-kind';
import { stem } from './stem';
import { plain, termsOf, type Term, type Terms } from './terms';
import { wordingOf } from './wording/wording';

/** A visitor's question, taken apart. */
export interface Question {
  /** The text to search for: the question, with the one before it when it leans on that. */
  readonly text: string;
  readonly language: Language;
  readonly kind: QuestionKind;
  /** What is asked about: the noun after "how many" or "which", the verb after "who". Absent in open questions. */
  readonly focus?: Term;
  readonly terms: Terms;
}

/** Kinds whose question words say already what is asked for: "how long", "how much memory", "why". */
const ASKS_BY_ITSELF: ReadonlySet<QuestionKind> = new Set(['duration', 'frequency', 'size', 'money', 'date', 'reason']);

/** Takes a question apart. `previous` is what the visitor asked before, if anything. */
export function readQuestion(text: string, language: Language, previous?: string): Question {
  const own = termsOf(text, language);
  const leans = previous !== undefined && own.content.size + own.names.size < 3 && followUp(text, language);
  const whole = leans ? `${previous} ${text}` : text;
  const kind = questionKind(text, language);
  const focus = ASKS_BY_ITSELF.has(kind) ? undefined : focusOf(text, language);
  return {
    text: whole,
    language,
    kind,
    ...(focus === undefined ? {} : { focus }),
    terms: leans ? termsOf(whole, language) : own,
  };
}

/** The kind of a question; `open` when its form names no kind of value. */
export function questionKind(question: string, language: Language): QuestionKind {
  const text = asked(question);
  return wordingOf(language).kinds.find(([, form]) => form.test(text))?.[0] ?? 'open';
}

function focusOf(question: string, language: Language): Term | undefined {
  const { focus, headOfPhrase } = wordingOf(language);
  for (const form of focus) {
    const nouns = leadingWords(form.exec(asked(question))?.[1] ?? '', language);
    const head = headOfPhrase === 'first' ? nouns[0] : (nouns.find(isPlural) ?? nouns.at(-1));
    if (head !== undefined) return stem(head, language);
  }
  return undefined;
}

/** The words of a phrase up to the first that carries no meaning, less those that any question may have. */
function leadingWords(phrase: string, language: Language): string[] {
  const { stopWords, neutralWords } = wordingOf(language);
  const words = phrase.split(' ').filter((word) => word.length > 0);
  const end = words.findIndex((word) => stopWords.has(word));
  return words.slice(0, end < 0 ? undefined : end).filter((word) => !neutralWords.has(word));
}

function isPlural(word: string): boolean {
  return /(?:[^s]s|people)$/.test(word);
}

function asked(question: string): string {
  return plain(question).replace(/’/g, "'").replace(/'s\b/g, '').replace(/[?!]/g, ' ').replace(/\s+/g, ' ').trim();
}

function followUp(text: string, language: Language): boolean {
  return wordingOf(language).followUp.test(plain(text));
}
