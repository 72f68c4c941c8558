import type { Pool } from 'pg';
import { LANGUAGES, type Language, type PublishedBot } from './published-bot';

/** How long a bot, or its absence, is believed, in milliseconds: a publication shows within it. */
const BELIEVED_MS = 5_000;

/** Bots remembered at once; the oldest goes first. */
const REMEMBERED_BOTS = 1_000;

/** Published bots, read from the database at most once every five seconds each. */
export class BotCache {
  private readonly found = new Map<
    string,
    { readonly bot: Promise<PublishedBot | undefined>; readonly until: number }
  >();

  /** @param now - milliseconds of a clock that never goes back */
  constructor(
    private readonly pool: Pool,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The bot that pages name by this key. */
  byKey(key: string): Promise<PublishedBot | undefined> {
    return this.find(`key ${key}`, 'key = $1', key);
  }

  /** The bot with this UUID. */
  byId(id: string): Promise<PublishedBot | undefined> {
    return this.find(`id ${id}`, 'id = $1', id);
  }

  private find(name: string, condition: string, value: string): Promise<PublishedBot | undefined> {
    const known = this.found.get(name);
    if (known && known.until > this.now()) return known.bot;
    const bot = this.read(condition, value);
    this.found.delete(name);
    this.found.set(name, { bot, until: this.now() + BELIEVED_MS });
    if (this.found.size > REMEMBERED_BOTS) this.found.delete(this.found.keys().next().value as string);
    bot.catch(() => this.found.delete(name));
    return bot;
  }

  private async read(condition: string, value: string): Promise<PublishedBot | undefined> {
    const statement = `SELECT id, key, version, configuration FROM published.bots WHERE ${condition}`;
    const { rows } = await this.pool.query<BotRow>(statement, [value]);
    return rows[0] && botOf(rows[0]);
  }
}

interface BotRow {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly configuration: Omit<PublishedBot, 'id' | 'key' | 'version' | 'languages'> & {
    readonly languages: readonly string[];
  };
}

/** A language published by a newer back office is left out rather than half served. */
function botOf({ configuration, ...row }: BotRow): PublishedBot {
  const languages = configuration.languages.filter(isLanguage);
  return { ...row, ...configuration, languages: languages.length > 0 ? languages : [LANGUAGES[0]] };
}

function isLanguage(name: string): name is Language {
  return (LANGUAGES as readonly string[]).includes(name);
}
