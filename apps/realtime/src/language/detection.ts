import type { Language } from '../bots/published-bot';

/** Words that are frequent in one language and rare in the other. */
const WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: words(`
    the a an is are was were be been do does did have has had i you he she it we they my your his her its our their
    this that these those what which who whom whose when where why how many much can could will would shall should
    may might must and or but not no yes of to in for with from by at about into over after before hello hi thanks
    please`),
  fr: words(`
    le la les l un une des du de d est sont était étaient être ai as a avons avez ont je j tu il elle nous vous ils
    elles mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces c qui que qu quoi quel
    quelle quels quelles quand où pourquoi comment combien peut peux pouvez puis et ou mais ne n pas non oui en dans
    pour avec sur sous par chez vers entre s se y bonjour salut merci svp au aux`),
};

/** Letters that French writes and English, loan words aside, does not. */
const FRENCH_LETTERS = /[àâçéèêëîïôùûüœæ]/gu;

/**
 * The language of a question, by its function words and accents.
 *
 * @param fallback - the answer for a text that says too little, such as a name or a number
 */
export function detectLanguage(text: string, fallback: Language): Language {
  const normal = text.normalize('NFC').toLowerCase();
  const words = normal.match(/\p{L}+/gu) ?? [];
  const english = words.filter((word) => WORDS.en.has(word) && !WORDS.fr.has(word)).length;
  const french = words.filter((word) => WORDS.fr.has(word) && !WORDS.en.has(word)).length;
  const accents = Math.min(normal.match(FRENCH_LETTERS)?.length ?? 0, words.length);
  const lead = french + accents - english;
  if (lead === 0) return fallback;
  return lead > 0 ? 'fr' : 'en';
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
