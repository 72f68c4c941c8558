import type { Language } from '../bots/published-bot';
import type { Passage } from './passage';
import { questionKind } from './question';
import { sentencesOf, windowsOf } from './sentences';
import { stem } from './stem';
import { hasForm } from './term-match';
import { plain, termsOf, vocabulary, type Term, type Terms } from './terms';
import { wordingOf } from './wording/wording';

/** Terms a sentence needs so that checking it means something. */
const LEAST_TERMS = 2;
/** How many supported words allow one that anybody may add ("provides", "allows"). */
const WORDS_PER_FILLER = 5;

/**
 * Whether the passages say what a sentence says.
 *
 * All its names and words stand in one place of a passage or in the headings above it: two neighbouring sentences, but a
 * single one when the sentence has numbers, so that a number is never moved to another subject. The place negates if the
 * sentence does. Where languages differ, words cannot meet: then only names and numbers are compared.
 */
export function isSupported(sentence: string, passages: readonly Passage[], language: Language): boolean {
  const claim = claimOf(sentence, language);
  if (!isStatement(sentence, language) || !isMeaningful(claim)) return false;
  return passages.some((passage) => placesFor(claim, passage).some((place) => says({ place, passage, claim })));
}

interface Claim {
  readonly sentence: string;
  readonly language: Language;
  readonly terms: Terms;
  /** Words that add no fact. */
  readonly fillers: number;
}

interface Comparison {
  readonly place: string;
  readonly passage: Passage;
  readonly claim: Claim;
}

function claimOf(sentence: string, language: Language): Claim {
  const neutral = new Set([...wordingOf(language).neutralWords].map((word) => stem(word, language)));
  const terms = termsOf(sentence, language);
  const content = new Set([...terms.content].filter((term) => !neutral.has(term)));
  return { sentence, language, terms: { ...terms, content }, fillers: terms.content.size - content.size };
}

function isMeaningful({ terms: { content, names, numbers }, fillers }: Claim): boolean {
  const claimed = content.size + names.size + numbers.size;
  return claimed >= LEAST_TERMS && fillers <= claimed / WORDS_PER_FILLER;
}

function placesFor({ terms }: Claim, { text }: Passage): string[] {
  return terms.numbers.size > 0 ? sentencesOf(text) : windowsOf(text);
}

function says({ place, passage, claim: { terms, sentence, language } }: Comparison): boolean {
  const known = vocabulary(`${passage.heading}\n${place}`, passage.language);
  if (!every(terms.names, known) || !every(terms.numbers, vocabulary(place, passage.language))) return false;
  if (passage.language !== language) return terms.names.size + terms.numbers.size > 0;
  return (
    [...terms.content].every((term) => hasForm(known, term)) && negates(place, language) === negates(sentence, language)
  );
}

/** A small model drops or adds a "not" easily, and all other words still occur. */
function negates(text: string, language: Language): boolean {
  const { negation } = wordingOf(language);
  return new RegExp(negation.source, 'i').test(language === 'fr' ? plain(text) : text);
}

/** Whether it is a finished statement in the language: small models echo the question and slip into other languages. */
function isStatement(sentence: string, language: Language): boolean {
  if (!/[.!…”"»)]$/.test(sentence) || /^[-*#>]|[<>|]|https?:/.test(sentence)) return false;
  if (questionKind(sentence, language) !== 'open') return false;
  const words = plain(sentence).split(/[^a-z]+/);
  const typical = (other: Language) => words.filter((word) => wordingOf(other).stopWords.has(word)).length;
  return typical(language) >= typical(language === 'en' ? 'fr' : 'en');
}

function every(wanted: ReadonlySet<Term>, known: ReadonlySet<Term>): boolean {
  return [...wanted].every((term) => known.has(term));
}
