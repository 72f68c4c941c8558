import type { Language } from '../bots/published-bot';
import { stem } from './stem';
import type { Term } from './terms';
import { wordingOf } from './wording/wording';

/** Shortest form that a longer word may continue, and by how many letters at most; never by more than half of itself. */
const SHORTEST_FORM = 4;
const LONGEST_ENDING = 4;

/** Whether a vocabulary has a term, or a longer or shorter form of it: `demarr` and `demarrag`. */
export function hasForm(known: ReadonlySet<Term>, term: Term): boolean {
  if (known.has(term)) return true;
  return term.length >= SHORTEST_FORM && [...known].some((word) => isForm(word, term));
}

/** Whether a vocabulary has a term, a form of it, or a word for the same thing. */
export function hasMeaning(known: ReadonlySet<Term>, term: Term, language: Language): boolean {
  return hasForm(known, term) || (synonyms(language).get(term) ?? []).some((synonym) => known.has(synonym));
}

function isForm(word: Term, term: Term): boolean {
  const [short, long] = word.length < term.length ? [word, term] : [term, word];
  return (
    short.length >= SHORTEST_FORM &&
    long.startsWith(short) &&
    long.length - short.length <= Math.min(LONGEST_ENDING, short.length / 2)
  );
}

const SYNONYMS = new Map<Language, ReadonlyMap<Term, readonly Term[]>>();

function synonyms(language: Language): ReadonlyMap<Term, readonly Term[]> {
  const found = SYNONYMS.get(language);
  if (found) return found;
  const groups = wordingOf(language).synonyms.map((group) => group.map((word) => stem(word, language)));
  const map = new Map<Term, readonly Term[]>();
  for (const group of groups) for (const term of group) map.set(term, [...(map.get(term) ?? []), ...group]);
  SYNONYMS.set(language, map);
  return map;
}
