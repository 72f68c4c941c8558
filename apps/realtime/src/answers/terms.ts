import type { Language } from '../bots/published-bot';
import { stem } from './stem';
import { wordingOf } from './wording/wording';

/** A word of a text as it is compared: lower case, without accents or ending. */
export type Term = string;

/** What of a text has to be found elsewhere. */
export interface Terms {
  /** Words that carry meaning, stemmed; names and numbers are not repeated here. */
  readonly content: ReadonlySet<Term>;
  /** Proper names and identifiers (`HAProxy`, `TLS_CERT_FILE`, `pgvector 0.8`): the same in every language. */
  readonly names: ReadonlySet<Term>;
  /** Numbers, in one spelling: digits without group separators, point for decimals. */
  readonly numbers: ReadonlySet<string>;
}

const TOKEN = /-{0,2}[\p{L}\p{N}_]+(?:[.\-/:@+][\p{L}\p{N}_]+)*%?/gu;
const NUMBER = /^\d+(?:[.,]\d+)*$/;

/** Splits a text into what it says (content), whom (names) and how much (numbers). */
export function termsOf(text: string, language: Language): Terms {
  const terms = { content: new Set<Term>(), names: new Set<Term>(), numbers: new Set<string>() };
  for (const { word, opensSentence } of words(text)) classify(word, opensSentence, { terms, language });
  return terms;
}

/** Every word of a text, in the forms a question may name it by: whole, in parts, and stemmed. */
export function vocabulary(text: string, language: Language): ReadonlySet<Term> {
  const found = new Set<Term>();
  for (const { word } of words(text)) {
    for (const form of [word, ...parts(word)]) {
      found.add(plain(form));
      found.add(stem(plain(form), language));
    }
    for (const number of numbersIn(word)) found.add(number);
    const named = wordingOf(language).numberWords[plain(word)];
    if (named !== undefined) found.add(named);
  }
  return found;
}

/** The numbers of a text, written as digits or as words. */
export function numbersOf(text: string, language: Language): ReadonlySet<string> {
  return new Set([...vocabulary(text, language)].filter((form) => NUMBER.test(form)));
}

/** Lower case, accents removed. */
export function plain(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').replace(/œ/gi, 'oe').toLowerCase();
}

interface Word {
  readonly word: string;
  readonly opensSentence: boolean;
}

/** Words in order; apostrophes part words (`l'agent`, `it's`) and digit groups are joined (`1 000`, `1,000`). */
function words(text: string): Word[] {
  const joined = text.replace(/(?<=\d)[ \u00a0\u202f,](?=\d{3}(?!\d))/g, '');
  return [...joined.matchAll(TOKEN)].map((match) => ({
    word: match[0].replace(/^-(?=\p{L})/u, ''),
    opensSentence: /(^|[.!?:«“"]\s*|\n\s*)$/.test(joined.slice(0, match.index)),
  }));
}

interface Classified {
  readonly terms: { readonly content: Set<Term>; readonly names: Set<Term>; readonly numbers: Set<string> };
  readonly language: Language;
}

function classify(word: string, opensSentence: boolean, { terms, language }: Classified): void {
  const { stopWords, numberWords } = wordingOf(language);
  const spelled = plain(word);
  if (NUMBER.test(word.replace(/%$/, ''))) return void terms.numbers.add(canonical(word));
  if (numberWords[spelled] !== undefined) return void terms.numbers.add(numberWords[spelled]);
  if (stopWords.has(spelled) || (spelled.length < 2 && !/\p{Lu}/u.test(word))) return;
  const quantity = /^(\d+(?:[.,]\d+)?)(\p{L}{1,4})$/u.exec(word);
  if (quantity?.[1]) return void terms.numbers.add(canonical(quantity[1]));
  if (isName(word, opensSentence)) return void terms.names.add(spelled);
  for (const part of parts(word)) {
    if (!stopWords.has(plain(part)) && part.length > 1) terms.content.add(stem(plain(part), language));
  }
}

function isName(word: string, opensSentence: boolean): boolean {
  if (/^--|_|\d|[/@+]|\w\.\w|^.+\p{Lu}/u.test(word)) return true;
  return !opensSentence && /^\p{Lu}/u.test(word);
}

function parts(word: string): string[] {
  const found = word.split(/[-/.:@+_]/).filter((part) => part.length > 0);
  return found.length > 1 ? found : [word];
}

function numbersIn(word: string): string[] {
  return [...word.matchAll(/\d+(?:[.,]\d+)*/g)].map(([number]) => canonical(number));
}

function canonical(number: string): string {
  return number.replace(/%$/, '').replace(',', '.');
}
