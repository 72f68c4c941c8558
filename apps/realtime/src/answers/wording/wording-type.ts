import type { Language } from '../../bots/published-bot';
import type { QuestionKind } from '../question-kind';

/** Everything about answers that depends on a language, and nothing else. */
export interface Wording {
  /** Words without meaning of their own, lower case, without accents: neither required nor checked. */
  readonly stopWords: ReadonlySet<string>;
  /** Verbs and nouns any writer may add without adding a fact; not checked, but required when a question has them. */
  readonly neutralWords: ReadonlySet<string>;
  /** Number words → digits. */
  readonly numberWords: Readonly<Record<string, string>>;
  /** How questions of each kind begin; the first that matches decides. Matched against plain lower-case text. */
  readonly kinds: readonly (readonly [QuestionKind, RegExp])[];
  /** What a place must hold to answer a question of a kind; a kind that is missing here needs no value. */
  readonly values: Readonly<Partial<Record<QuestionKind, RegExp>>>;
  /**
   * What a question asks about, as groups 1 of these: the noun after "how many" or "which", the verb after "who" or
   * "how do I". Matched against plain lower-case text; the first that matches and leaves a word decides.
   */
  readonly focus: readonly RegExp[];
  /** Where the main word of a phrase stands: `demo bot key`, but `clé du robot`. */
  readonly headOfPhrase: 'first' | 'last';
  /** Words that only say which value is asked for: a number with its unit answers them. */
  readonly measureWords: ReadonlySet<string>;
  /** Nouns that a bare name answers: "Which language … ?" "Rust". Stemmed by the gate. */
  readonly namedKinds: ReadonlySet<string>;
  /** Words that visitors and authors use for the same thing. */
  readonly synonyms: readonly (readonly string[])[];
  /** Words that negate a sentence. */
  readonly negation: RegExp;
  /** A question that leans on the one before. */
  readonly followUp: RegExp;
  /** A question whether something exists; matched against plain lower-case text. */
  readonly existence: RegExp;
  /** Messages that ask nothing. */
  readonly courtesy: { readonly greeting: RegExp; readonly thanks: RegExp; readonly farewell: RegExp };
  /** Answer to thanks. */
  readonly youAreWelcome: string;
  readonly goodbye: string;
  /** Names of the languages, as in "(in French)". */
  readonly languageNames: Readonly<Record<Language, string>>;
  readonly openQuote: string;
  readonly closeQuote: string;
  readonly dontKnow: string;
  /** Introduces the nearest topics after `dontKnow`. */
  readonly nearestTopics: string;
  /** Introduces passages that are near the question but do not answer it. */
  readonly onlyRelated: string;
  /** `%s` is the language's name. */
  readonly inLanguage: string;
  /** Answer to a message that asks nothing. */
  readonly askMe: string;
  /** Asks the model to answer in this language. */
  readonly instruction: string;
}
