import type { Language } from '../bots/published-bot';
import type { Passage } from './passage';
import { windowsOf } from './sentences';
import { stem } from './stem';
import { hasForm } from './term-match';
import { plain, termsOf, vocabulary, type Term, type Terms } from './terms';
import { wordingOf } from './wording/wording';

/** Content words a sentence needs so that checking it means something. */
const LEAST_TERMS = 2;
/** Share of a sentence's words that have to stand in the same place as its numbers. */
const NEAR_NUMBERS = 0.5;

/**
 * Whether the passages say what a sentence says: all its names and words stand in one passage, its numbers stand in one
 * place there together with most of its words, and that place negates if the sentence does. Where languages differ, words
 * cannot meet: then only names and numbers are compared.
 */
export function isSupported(sentence: string, passages: readonly Passage[], language: Language): boolean {
  const terms = claimed(sentence, language);
  if (terms.content.size + terms.names.size + terms.numbers.size < LEAST_TERMS) return false;
  if (!isWritten(sentence, language)) return false;
  return passages.some((passage) => saysIn(passage, { sentence, terms, language }));
}

interface Claim {
  readonly sentence: string;
  readonly terms: Terms;
  readonly language: Language;
}

function saysIn(passage: Passage, { sentence, terms, language }: Claim): boolean {
  const known = vocabulary(`${passage.heading}\n${passage.text}`, passage.language);
  if ([...terms.names].some((name) => !known.has(name))) return false;
  if (passage.language !== language) return terms.names.size + terms.numbers.size > 0 && every(terms.numbers, known);
  if ([...terms.content].some((term) => !hasForm(known, term))) return false;
  return windowsOf(passage.text).some(
    (window) => holdsNumbers(window, terms, language) && agrees(window, sentence, language),
  );
}

function holdsNumbers(window: string, { numbers, content, names }: Terms, language: Language): boolean {
  const known = vocabulary(window, language);
  const words = [...content, ...names];
  const near = words.filter((term) => hasForm(known, term)).length;
  return every(numbers, known) && near >= words.length * NEAR_NUMBERS;
}

/** A small model drops or adds a "not" easily, and all words still occur. */
function agrees(window: string, sentence: string, language: Language): boolean {
  const { negation } = wordingOf(language);
  const negates = (text: string) => new RegExp(negation.source, 'i').test(language === 'fr' ? plain(text) : text);
  return negates(window) === negates(sentence);
}

/** What a sentence claims: its terms without the words that anybody may add. */
function claimed(sentence: string, language: Language): Terms {
  const neutral = new Set([...wordingOf(language).neutralWords].map((word) => stem(word, language)));
  const terms = termsOf(sentence, language);
  return { ...terms, content: new Set([...terms.content].filter((term) => !neutral.has(term))) };
}

/** Whether it is a finished sentence of the language: small models slip into others. */
function isWritten(sentence: string, language: Language): boolean {
  if (!/[.!…:»”"]$/.test(sentence)) return false;
  const words = plain(sentence).split(/[^a-z]+/);
  const typical = (other: Language) => words.filter((word) => wordingOf(other).stopWords.has(word)).length;
  return typical(language) >= typical(language === 'en' ? 'fr' : 'en');
}

function every(wanted: ReadonlySet<Term>, known: ReadonlySet<Term>): boolean {
  return [...wanted].every((term) => known.has(term));
}
