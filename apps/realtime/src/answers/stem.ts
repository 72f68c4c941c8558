import type { Language } from '../bots/published-bot';

/**
 * Takes the commonest endings off a word, so that `replicas` meets `replica` and `chiffrée` meets `chiffrer`.
 * Lighter than a real stemmer on purpose: two words that differ in more than an ending should not meet.
 *
 * @param word - lower case, without accents
 */
export function stem(word: string, language: Language): string {
  return language === 'fr' ? french(word) : english(word);
}

function english(word: string): string {
  const singular = word.replace(/(?<=\w{2}[^s])ies$/, 'y').replace(/(?<=\w{2})(?:(?<=[sxz]|ch|sh)es|(?<=[^su])s)$/, '');
  const base = singular.replace(/(?<=\w{3})(?:ingly|edly|ing|ed|ly)$/, '');
  return unifiedEnd(base.replace(/(?<=\w{2})([bdgklmnprt])\1$/, '$1'));
}

function french(word: string): string {
  const singular = word.replace(/(?<=\w{3})aux$/, 'al').replace(/(?<=\w{3})[sx]$/, '');
  const base = singular.replace(
    /(?<=\w{3})(?:issent|ement|erait|eront|aient|ant|ent|ees?|er|ir|it|ez|ait|era|ie|e|i|a)$/,
    '',
  );
  return unifiedEnd(base.replace(/(?<=\w{2})([lnt])\1$/, '$1'));
}

function unifiedEnd(base: string): string {
  return base.replace(/(?<=\w{3})e$/, '').replace(/(?<=\w{3})i$/, 'y');
}
