/** Languages the service detects and answers in; the first is the fallback. */
export const LANGUAGES = ['en', 'fr'] as const;

/** A language a bot may speak. */
export type Language = (typeof LANGUAGES)[number];

/** A bot as its author published it: one immutable version. */
export interface PublishedBot {
  /** UUID: what every row of the bot carries. */
  readonly id: string;
  /** Public key a page names the bot by. */
  readonly key: string;
  /** Grows by one with each publication. */
  readonly version: number;
  readonly name: string;
  /** First words shown to a visitor, by language. */
  readonly greeting: Readonly<Record<string, string>>;
  /** CSS colours by role, `primary` among them. */
  readonly colours: Readonly<Record<string, string>>;
  readonly languages: readonly Language[];
  /** Origins (`https://host[:port]`) of the pages that may show the bot; `*` means any. */
  readonly origins: readonly string[];
  /** `strict` releases only sentences that the passages support; `off` streams what the model writes. */
  readonly grounding: 'strict' | 'off';
}
