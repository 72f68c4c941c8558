import type { Language } from '../../bots/published-bot';
import { en } from './en';
import { fr } from './fr';
import type { Wording } from './wording-type';

const WORDINGS: Readonly<Record<Language, Wording>> = { en, fr };

/** The words of a language. */
export function wordingOf(language: Language): Wording {
  return WORDINGS[language];
}
