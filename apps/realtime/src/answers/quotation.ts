import type { Source } from '../answer';
import type { Language } from '../bots/published-bot';
import { topic, type Passage } from './passage';
import { sentencesOf } from './sentences';
import { wordingOf } from './wording/wording';

/** Longest quote under an answer: enough to see the words around the fact. */
const SOURCE_CHARACTERS = 600;
const TOPICS = 3;
const RELATED = 2;

/** `“words” — Title (in French)`: words of a page, marked as such, with the page's language when it is another one. */
export function quotation(words: string, passage: Passage, language: Language): string {
  const { openQuote, closeQuote, inLanguage, languageNames } = wordingOf(language);
  const foreign = passage.language === language ? '' : ` ${inLanguage.replace('%s', languageNames[passage.language])}`;
  return `${openQuote}${words}${closeQuote} — ${passage.title}${foreign}`;
}

/** Where some words stand, and the sentences around them. */
export function sourceOf(words: string, passage: Passage): Source {
  return { title: topic(passage), url: passage.url, quote: widened(words, sentencesOf(passage.text)) };
}

/** "I don't know", with the topics that the pages do cover; never a word of a passage. */
export function refusal(passages: readonly Passage[], language: Language): string {
  const { dontKnow, nearestTopics } = wordingOf(language);
  const own = passages.filter((passage) => passage.language === language);
  const topics = [...new Set((own.length > 0 ? own : passages).map(topic))].slice(0, TOPICS);
  if (topics.length === 0) return dontKnow;
  return [dontKnow, nearestTopics, ...topics.map((name) => `- ${name}`)].join('\n');
}

/** A fixed sentence, then quotes: nothing that could be read as an answer. */
export function relatedQuotes(passages: readonly Passage[], language: Language): { text: string; sources: Source[] } {
  const quoted = passages.slice(0, RELATED).map((passage) => ({ passage, words: opening(passage) }));
  const quotes = quoted.map(({ passage, words }) => quotation(words, passage, language));
  return {
    text: [wordingOf(language).onlyRelated, ...quotes].join('\n\n'),
    sources: quoted.map(({ passage, words }) => sourceOf(words, passage)),
  };
}

/** The first two sentences of a passage. */
function opening({ text }: Passage): string {
  return sentencesOf(text).slice(0, 2).join(' ');
}

/** The sentences of a passage around some of them, as many as fit. */
function widened(words: string, sentences: readonly string[]): string {
  let first = sentences.findIndex((sentence) => words.startsWith(sentence));
  if (first < 0) return words;
  let last = first;
  while (sentences.slice(first, last + 1).join(' ').length < words.length) last += 1;
  for (;;) {
    const before = sentences.slice(first - 1, last + 1).join(' ');
    const after = sentences.slice(first, last + 2).join(' ');
    if (last + 1 < sentences.length && after.length <= SOURCE_CHARACTERS) last += 1;
    else if (first > 0 && before.length <= SOURCE_CHARACTERS) first -= 1;
    else return sentences.slice(first, last + 1).join(' ');
  }
}
