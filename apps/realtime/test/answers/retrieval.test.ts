import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { KnowledgeRetrieval } from '../../src/answers/retrieval';
import { openPool } from '../database';

const MODEL = 'test-model';
/** A vector that points along one axis: texts on the same axis are as near as can be. */
const along = (axis: number) => Array.from({ length: 384 }, (_, index) => (index === axis ? 1 : 0));
const embeddings = { model: MODEL, query: () => Promise.resolve(along(0)) };
const { signal } = new AbortController();

let scraper: Pool;
let reader: Pool;
const bots = [randomUUID(), randomUUID()] as const;

beforeAll(async () => {
  scraper = openPool('scraper');
  reader = openPool('realtime_reader', 2);
  await teach(bots[0], 'Kiwis lay two eggs.', 0);
  await teach(bots[1], 'Emus lay ten eggs.', 0);
});

afterAll(async () => {
  await scraper.query('DELETE FROM knowledge.sources WHERE bot = ANY($1)', [bots]);
  await Promise.all([scraper.end(), reader.end()]);
});

test('finds the passages of the bot that is asked, and of no other', async () => {
  const retrieval = new KnowledgeRetrieval(reader, embeddings);
  const query = { bot: bots[0], language: 'en', question: 'How many eggs?', signal } as const;
  const { passages, thresholds } = await retrieval.find(query);
  expect(passages.map(({ text }) => text)).toEqual(['Kiwis lay two eggs.']);
  expect(passages[0]).toMatchObject({ title: 'Birds', url: 'birds.md', heading: 'Birds › Eggs', language: 'en' });
  expect(passages[0]?.cosine).toBeCloseTo(1, 2);
  expect(thresholds?.cosine).toBeCloseTo(0.85, 5);
});

test('a bot that was never calibrated for the language has no thresholds', async () => {
  const retrieval = new KnowledgeRetrieval(reader, embeddings);
  const finding = await retrieval.find({ bot: bots[0], language: 'fr', question: 'Combien ?', signal });
  expect(finding.thresholds).toBeUndefined();
});

test('shares are those of each place, in order, with rare words weighing more', async () => {
  const retrieval = new KnowledgeRetrieval(reader, embeddings);
  const query = { bot: bots[0], language: 'en', question: 'Which eggs are laid at midnight?', signal } as const;
  const texts = ['Nothing.', 'An egg is laid.', 'Eggs are laid at midnight.'];
  const shares = await retrieval.shares(
    query,
    texts.map((text) => ({ text, language: 'en' })),
  );
  expect(shares[0]).toBe(0);
  expect(shares[1]).toBeGreaterThan(0);
  expect(shares[1]).toBeLessThan(2 / 3);
  expect(shares[2]).toBeCloseTo(1, 5);
});

test('an aborted search asks nothing', async () => {
  const retrieval = new KnowledgeRetrieval(reader, embeddings);
  const query = {
    bot: bots[0],
    language: 'en',
    question: 'Eggs?',
    signal: AbortSignal.abort(new Error('stopped')),
  } as const;
  await expect(retrieval.find(query)).rejects.toThrow('stopped');
});

async function teach(bot: string, text: string, axis: number): Promise<void> {
  const [source, page] = [randomUUID(), randomUUID()];
  await scraper.query('INSERT INTO knowledge.sources (id, bot, location) VALUES ($1, $2, $3)', [source, bot, 'test']);
  await scraper.query(
    `INSERT INTO knowledge.pages (id, source, bot, url, title, language, digest)
     VALUES ($1, $2, $3, 'birds.md', 'Birds', 'en', 'x')`,
    [page, source, bot],
  );
  await scraper.query(
    `INSERT INTO knowledge.chunks (id, page, bot, ordinal, heading, text, language, model, embedding)
     VALUES ($1, $2, $3, 0, 'Birds › Eggs', $4, 'en', $5, $6::text::halfvec)`,
    [randomUUID(), page, bot, text, MODEL, JSON.stringify(along(axis))],
  );
  await scraper.query('SELECT knowledge.refresh_statistics($1)', [bot]);
  await scraper.query(
    `INSERT INTO knowledge.calibration (bot, language, model, cosine_threshold, share_threshold, questions)
     VALUES ($1, 'en', $2, 0.85, 0.5, 200)`,
    [bot, MODEL],
  );
}
