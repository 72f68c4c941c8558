import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';

/** A passage of the test corpus, one page each. */
export interface Passage {
  readonly text: string;
  readonly language: string;
  /** Angle between the passage's meaning and that of a question at 0, in degrees; its cosine is the similarity. */
  readonly degrees: number;
  readonly heading?: string;
  readonly model?: string;
}

/** One row of `knowledge.evidence`. */
export interface Evidence {
  readonly text: string;
  readonly language: string;
  readonly cosine: number;
  readonly share: number;
  readonly fused: number;
  readonly rank: number;
}

/** A unit vector of 384 dimensions that lies in one plane. */
export function vectorAt(degrees: number): string {
  const angle = (degrees * Math.PI) / 180;
  return `[${[Math.cos(angle), Math.sin(angle), ...Array<number>(382).fill(0)].join(',')}]`;
}

/** Writes passages as the scraper does and counts their words. */
export async function ingest(client: Client, bot: string, passages: readonly Passage[]): Promise<void> {
  const source = randomUUID();
  await client.query('INSERT INTO knowledge.sources (id, bot, location) VALUES ($1, $2, $3)', [source, bot, source]);
  for (const { text, language, degrees, heading = '', model = 'test-model' } of passages) {
    const page = randomUUID();
    const insertPage = `INSERT INTO knowledge.pages (id, source, bot, url, title, language, digest)
      VALUES ($1, $2, $3, $4, 'Page', $5, '')`;
    await client.query(insertPage, [page, source, bot, `https://a.example/${page}`, language]);
    const insertChunk = `INSERT INTO knowledge.chunks (id, page, bot, ordinal, heading, text, language, model, embedding)
      VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8)`;
    await client.query(insertChunk, [randomUUID(), page, bot, heading, text, language, model, vectorAt(degrees)]);
  }
  await client.query('SELECT knowledge.refresh_statistics($1)', [bot]);
}

export interface Question {
  readonly bot: string;
  readonly text: string;
  /** @default 'en' */
  readonly language?: string;
  /** @default 'test-model' */
  readonly model?: string;
  /** @default 5 */
  readonly passages?: number;
}

/** Asks with a question whose meaning lies at 0 degrees. */
export async function evidence(client: Client, question: Question): Promise<readonly Evidence[]> {
  const { bot, text, language = 'en', model = 'test-model', passages = 5 } = question;
  const statement = 'SELECT * FROM knowledge.evidence($1, $2, $3, $4, $5::halfvec, $6)';
  const { rows } = await client.query<Evidence>(statement, [bot, language, model, text, vectorAt(0), passages]);
  return rows;
}
