import type { Pool, PoolClient } from 'pg';
import type { Language } from '../bots/published-bot';
import type { Embeddings } from './embeddings';
import type { Passage } from './passage';

/** What evidence has to exceed, as measured at ingest with questions off the topic. */
export interface Thresholds {
  readonly cosine: number;
  readonly share: number;
}

/** What the pages of a bot give for a question. */
export interface Finding {
  /** Best first. */
  readonly passages: readonly Passage[];
  /** Absent when the bot's knowledge was never calibrated for this language and model. */
  readonly thresholds?: Thresholds;
}

/** A place in a passage, in the language of its page. */
export interface Place {
  readonly text: string;
  readonly language: Language;
}

export interface Query {
  /** UUID of the bot: only its pages are seen. */
  readonly bot: string;
  readonly language: Language;
  readonly question: string;
  readonly signal: AbortSignal;
}

/** Finds what a bot's pages say about a question. */
export interface Retrieval {
  find(query: Query): Promise<Finding>;
  /** Share (0 to 1) of the question's content words that each place holds, weighted by rarity. */
  shares(query: Query, places: readonly Place[]): Promise<readonly number[]>;
}

/** Passages looked at for an answer. */
const PASSAGES = 16;

const EVIDENCE = `
  SELECT chunk, title, url, heading, text, language, cosine, share
  FROM knowledge.evidence($1, $2, $3, $4, $5::halfvec, $6) ORDER BY rank`;

const CALIBRATION = `
  SELECT cosine_threshold AS cosine, share_threshold AS share
  FROM knowledge.calibration WHERE bot = $1 AND language = $2 AND model = $3`;

const SHARES = `
  SELECT coalesce(
    sum(word.weight) FILTER (WHERE knowledge.lexemes(place.language, place.text) @@ word.query)
      / nullif(sum(word.weight), 0), 0)::real AS share
  FROM unnest($4::text[], $5::text[]) WITH ORDINALITY AS place (text, language, number)
  LEFT JOIN knowledge.question_words($1, $2, $3) AS word ON word.corpus = place.language
  GROUP BY place.number ORDER BY place.number`;

/** Retrieval from PostgreSQL as role `realtime_reader`, which sees the rows of one bot at a time. */
export class KnowledgeRetrieval implements Retrieval {
  constructor(
    private readonly pool: Pool,
    private readonly embeddings: Embeddings,
  ) {}

  async find({ bot, language, question, signal }: Query): Promise<Finding> {
    const vector = JSON.stringify(await this.embeddings.query(question, signal));
    const { model } = this.embeddings;
    return this.asBot(bot, signal, async (client) => {
      const evidence = await client.query<Passage>(EVIDENCE, [bot, language, model, question, vector, PASSAGES]);
      const calibration = await client.query<Thresholds>(CALIBRATION, [bot, language, model]);
      const thresholds = calibration.rows[0];
      return thresholds ? { passages: evidence.rows, thresholds } : { passages: evidence.rows };
    });
  }

  shares({ bot, language, question, signal }: Query, places: readonly Place[]): Promise<readonly number[]> {
    const parameters = [bot, language, question, places.map(({ text }) => text), places.map((place) => place.language)];
    return this.asBot(bot, signal, async (client) => {
      const { rows } = await client.query<{ share: number }>(SHARES, parameters);
      return rows.map(({ share }) => share);
    });
  }

  /** Row-level security reads the bot from the transaction, so that pooled connections cannot mix bots. */
  private async asBot<T>(bot: string, signal: AbortSignal, work: (client: PoolClient) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN READ ONLY');
      await client.query("SELECT set_config('perchoir.bot', $1, true)", [bot]);
      const result = await work(client);
      await client.query('COMMIT');
      client.release();
      signal.throwIfAborted();
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  }
}
