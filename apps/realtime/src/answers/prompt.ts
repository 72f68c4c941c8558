import { createHash } from 'node:crypto';
import type { Turn } from '../answer';
import type { Language } from '../bots/published-bot';
import type { Passage } from './passage';
import { wordingOf } from './wording/wording';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Text of pages in a prompt: some 250 tokens, which a small model on two cores reads in about a second. */
const PAGES_CHARACTERS = 1_000;
const HISTORY_TURNS = 6;
const TURN_CHARACTERS = 500;

/**
 * The prompt of a grounded answer. Pages stand in the system message, fenced and named as data; what looks like a fence
 * or like a chat template's mark is taken out of them, so that a page cannot close its fence.
 */
export function groundedPrompt(question: string, passages: readonly Passage[], language: Language): Message[] {
  const pages = fenced(passages);
  return [
    { role: 'system', content: `${wordingOf(language).instruction}\n\n${pages}` },
    { role: 'user', content: question },
  ];
}

/** The prompt of a bot that may also say what its pages do not: the same pages, with the conversation so far. */
export function openPrompt(history: readonly Turn[], grounded: readonly Message[]): Message[] {
  const turns = history
    .filter(({ author }) => author !== 'system')
    .slice(-HISTORY_TURNS)
    .map(({ author, text }): Message => {
      return { role: author === 'visitor' ? 'user' : 'assistant', content: text.slice(0, TURN_CHARACTERS) };
    });
  return [...grounded.slice(0, 1), ...turns, ...grounded.slice(1)];
}

/** SHA-256 (hex) of a prompt: what provenance keeps of it. */
export function promptDigest(messages: readonly Message[]): string {
  return createHash('sha256').update(JSON.stringify(messages)).digest('hex');
}

function fenced(passages: readonly Passage[]): string {
  let left = PAGES_CHARACTERS;
  const pages: string[] = [];
  for (const { heading, text } of passages) {
    if (left <= 0) break;
    const shown = harmless(text).slice(0, left);
    left -= shown.length;
    pages.push(`<page title="${harmless(heading).replaceAll('"', "'")}">\n${shown}\n</page>`);
  }
  return pages.join('\n');
}

function harmless(text: string): string {
  return text.replace(/<\|[^|>]*\|?>|<\/?page[^>]*>|\[\/?INST\]|<<\/?SYS>>/gi, ' ');
}
