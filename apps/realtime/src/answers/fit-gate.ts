import type { Language } from '../bots/published-bot';
import type { Passage } from './passage';
import type { Question } from './question';
import type { QuestionKind } from './question-kind';
import { sentencesOf } from './sentences';
import { stem } from './stem';
import { hasMeaning } from './term-match';
import { numbersOf, plain, termsOf, vocabulary, type Term } from './terms';
import { wordingOf } from './wording/wording';

/** A sentence of a passage, or two neighbours: where an answer may stand. */
export interface Place {
  readonly passage: Passage;
  /** The words as they stand in the page. */
  readonly text: string;
  readonly sentences: readonly string[];
  /** Share of the question's content words in the place and its headings, weighted by rarity, from 0 to 1. */
  readonly share: number;
}

/**
 * Least sum of share (rare words weigh more, strict endings) and coverage (every word alike, loose endings): below it a
 * place has a value of the kind asked, but of something else. Chosen on the development questions. Faint evidence needs
 * more, because questions off the topic reach it too.
 */
const LEAST_WORDS = { clear: 0.57, faint: 0.8 } as const;
/** From this share on, the place has nearly all words of the question, and may lack the one asked about. */
const AMPLE_SHARE = 0.7;
/** How much more a whole passage has to hold than a place in it. */
const CONTEXT = 0.2;
/** What the whole passage adds to the rank of its places; cosines lie in a narrow band, so they weigh more. */
const SHARE_WEIGHT = 0.5;
const COSINE_WEIGHT = 10;
/** More of a question's words than this are most of them. */
const MOST = 0.6;
/** What a second sentence has to add before two are quoted rather than one. */
const SECOND_SENTENCE = 0.15;
/** Content words of a short question at most. */
const SHORT = 3;
/** Least share of a place that answers by a bare name: the kind of thing itself need not stand there. */
const HALF = 0.5;
/** How many words after its number a noun may stand: "five slots, the number of simultaneous clients". */
const REACH_BEFORE = 6;
/** The same where the number comes after: "slots: 5". */
const REACH_AFTER = 1;

/**
 * The places that hold the question's names and a value of the kind it asks for, best first.
 * A near miss shares words with the question but not its answer: none of its places gets through.
 */
export function fittingPlaces(question: Question, places: readonly Place[], evidence: 'clear' | 'faint'): Place[] {
  return places
    .filter((place) => fits(question, place, LEAST_WORDS[evidence]))
    .sort((one, other) => rank(question, other) - rank(question, one));
}

function rank(question: Question, place: Place): number {
  const { passage, sentences } = place;
  const foreign = passage.language === question.language ? 0 : 2;
  const known = vocabulary(`${passage.heading}\n${place.text}`, passage.language);
  const nearness = passage.share * SHARE_WEIGHT + passage.cosine * COSINE_WEIGHT;
  return wordsHeld(question, place, known) + nearness - (sentences.length - 1) * SECOND_SENTENCE - foreign;
}

function fits(question: Question, place: Place, leastWords: number): boolean {
  const { terms, language } = question;
  const known = vocabulary(`${place.passage.heading}\n${place.text}`, place.passage.language);
  const written = [...terms.numbers].filter((number) => question.text.includes(number));
  if (written.some((number) => !known.has(number))) return false;
  if (!hasNames(question, place, known)) return false;
  if (!hasValue(question, place)) return false;
  if (place.passage.language !== language) return [...terms.names].some((name) => name.length > 1);
  if (wordsHeld(question, place, known) < leastWords && !isInContext(question, place, leastWords)) return false;
  return hasSubject(question, place, known) && hasFocus(question, place, known);
}

/** Whether a value stands in a passage that is about the question, though its sentence leaves the subject out. */
function isInContext(question: Question, { passage }: Place, leastWords: number): boolean {
  if (wordingOf(question.language).values[question.kind] === undefined) return false;
  const whole = vocabulary(`${passage.heading}\n${passage.text}`, passage.language);
  return wordsHeld(question, passage, whole) >= leastWords + CONTEXT;
}

/** A passage may name its subject once and go on with "it"; then the place itself has to hold most other words. */
function hasNames(question: Question, { passage }: Place, known: ReadonlySet<Term>): boolean {
  const { terms, language } = question;
  const missing = [...terms.names].filter((name) => !hasMeaning(known, name, language));
  if (missing.length === 0) return true;
  if (isVersion(question) || passage.language !== language) return false;
  const held = [...terms.content].filter((term) => hasMeaning(known, term, language)).length;
  const around = vocabulary(passage.text, language);
  return held >= 2 && held / terms.content.size > MOST && missing.every((name) => around.has(name));
}

/** Share and coverage of the question's words, from 0 to 2. A word of measure is held by the value itself. */
function wordsHeld(
  { terms, language, kind }: Question,
  { share }: Pick<Place, 'share'>,
  known: ReadonlySet<Term>,
): number {
  const measures = measureWords(kind, language);
  const words = terms.content.size + terms.names.size;
  const isHeld = (term: Term) => measures.has(term) || hasMeaning(known, term, language);
  const held = [...terms.content].filter(isHeld).length + terms.names.size;
  return share + held / Math.max(1, words);
}

/**
 * Whether the place is about what the question is about, apart from what it asks. Instructions for something else share
 * the verb, so a short question about a procedure needs its objects, or a heading that is its verb: `Stop`.
 */
function hasSubject(question: Question, { passage }: Place, known: ReadonlySet<Term>): boolean {
  const { terms, language, focus, kind } = question;
  const measures = measureWords(kind, language);
  const others = [...terms.content].filter((term) => term !== focus && !measures.has(term));
  const has = (term: Term) => hasMeaning(known, term, language);
  if (wordingOf(language).existence.test(plain(question.text))) return others.every(has);
  if (kind === 'procedure' && terms.content.size <= SHORT) {
    const title = passage.heading.split(' › ').at(-1) ?? '';
    const isItsTopic = [...termsOf(title.toLowerCase(), language).content].every((term) => term === focus);
    return isItsTopic || others.every(has);
  }
  return others.length === 0 || terms.names.size > 0 || others.some(has);
}

/** Whether the place speaks of what is asked: the "font" of "which font", the "wrote" of "who wrote". */
function hasFocus(question: Question, { share, text }: Place, known: ReadonlySet<Term>): boolean {
  const { focus, language, kind } = question;
  if (focus === undefined || isVersion(question)) return true;
  if (hasMeaning(known, focus, language)) return true;
  if (kind === 'open' && namedKinds(language).has(focus) && share >= HALF && namesSomething(question, text))
    return true;
  return kind !== 'count' && share >= AMPLE_SHARE;
}

/**
 * Whether a sentence beside the question's words names something that the question does not: "written in Rust". A
 * capital that opens a sentence is no name.
 */
function namesSomething({ terms, language }: Question, text: string): boolean {
  return sentencesOf(text).some((sentence) => {
    const { names } = termsOf(sentence.replace(/^[^:]{1,40}: /, ''), language);
    const isNew = [...names].some((name) => /^\p{L}+$/u.test(name) && !terms.names.has(name));
    return isNew && [...terms.content].some((term) => hasMeaning(vocabulary(sentence, language), term, language));
  });
}

/** Whether a sentence of the place holds both a value of the kind asked and something of the question. */
function hasValue(question: Question, { passage, sentences }: Place): boolean {
  const pattern = wordingOf(passage.language).values[question.kind];
  if (pattern === undefined) return true;
  return sentences.some((sentence) => {
    const spelled = passage.language === 'fr' ? plain(sentence) : sentence;
    return pattern.test(spelled) && !isPremise(question, spelled) && bearsOn(question, sentence, passage.language);
  });
}

/** "Stop it, then delete the folder" does not say how to stop it. */
function isPremise({ kind, focus, language }: Question, sentence: string): boolean {
  const [, first] = /^(\p{L}+)\b.*,? (?:then|puis)\b/u.exec(plain(sentence)) ?? [];
  return (
    kind === 'procedure' &&
    first !== undefined &&
    focus !== undefined &&
    hasMeaning(new Set([stem(first, language)]), focus, language)
  );
}

function bearsOn(question: Question, sentence: string, language: Language): boolean {
  const { terms, focus, kind } = question;
  if (isVersion(question)) return namesWithNumbers(question, sentence);
  if (language !== question.language) return true;
  if (kind === 'count' && focus !== undefined) return isCounted(question, focus, sentence);
  const known = vocabulary(sentence, language);
  return (
    [...terms.names].some((name) => known.has(name)) ||
    [...terms.content].some((term) => hasMeaning(known, term, language))
  );
}

/** Whether a new number stands near what it counts, in one clause. Numbers in names (`v0.3`) and parts of names count not. */
function isCounted({ terms, language }: Question, focus: Term, sentence: string): boolean {
  return sentence.split(/[;.!?](?=\s|$)|\s(?:and|but|et|mais)\s/).some((clause) => {
    const words = clause.split(/[\s,()]+/).filter((word) => word.length > 0);
    const numbered = words.map((word) => isNewNumber(word, terms.numbers, language));
    return words.some((word, at) => {
      const near = numbered.slice(Math.max(0, at - REACH_BEFORE), at + REACH_AFTER + 1);
      return (
        near.includes(true) && !/\p{L}[-_/]\p{L}/u.test(word) && hasMeaning(vocabulary(word, language), focus, language)
      );
    });
  });
}

function isNewNumber(word: string, asked: ReadonlySet<string>, language: Language): boolean {
  if (/\p{L}\d|\d\p{L}/u.test(word)) return false;
  return [...numbersOf(word, language)].some((number) => !asked.has(number));
}

/** "Which version of HAProxy?" is answered by `HAProxy 3.4` only: the number right after the name. */
function namesWithNumbers({ terms, focus }: Question, sentence: string): boolean {
  const subjects = [...terms.names, ...(terms.names.size > 0 || focus === undefined ? [] : [focus])];
  const words = plain(sentence).split(/[\s,;()]+/);
  return words.some((word, at) => subjects.some((name) => word.includes(name)) && /^v?\d/.test(words[at + 1] ?? ''));
}

function isVersion({ text, kind }: Question): boolean {
  return kind === 'number' && /\bversions?\b/i.test(text);
}

function namedKinds(language: Language): ReadonlySet<Term> {
  return new Set([...wordingOf(language).namedKinds].map((word) => stem(word, language)));
}

/** Empty for kinds without a value that could hold them. */
function measureWords(kind: QuestionKind, language: Language): ReadonlySet<Term> {
  const { measureWords: words, values } = wordingOf(language);
  return new Set(values[kind] ? [...words].map((word) => stem(word, language)) : []);
}

/** The places of a passage, without their share. Items of a list and rows of a table stand alone. */
export function placesOf(passage: Passage): Omit<Place, 'share'>[] {
  const paragraphs = passage.text.split('\n').map(sentencesOf);
  const groups = paragraphs.flatMap((sentences) => [
    ...sentences.map((sentence) => [sentence]),
    ...sentences.slice(1).map((sentence, index) => [sentences[index] ?? '', sentence]),
  ]);
  return groups.map((group) => ({
    passage,
    text: group.join(' '),
    sentences: group,
  }));
}
