import { english } from './english';
import { french } from './french';
import type { Words } from './words';

const languages: Readonly<Record<string, Words>> = { en: english, fr: french };

/** The words of the first language that is spoken here, English otherwise. Takes codes such as `fr` or `fr-CA`. */
export function wordsIn(preferred: readonly string[]): { readonly code: string; readonly words: Words } {
  const codes = preferred.map((code) => code.toLowerCase().split('-')[0] ?? '');
  const code = codes.find((candidate) => Object.hasOwn(languages, candidate)) ?? 'en';
  return { code, words: languages[code] ?? english };
}
