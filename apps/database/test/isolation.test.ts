import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { evidence, ingest } from './corpus';
import { asRole } from './server';

const TABLES = ['sources', 'pages', 'chunks', 'corpora', 'word_frequencies', 'calibration'];

let mine: string;
let other: string;

beforeAll(async () => {
  [mine, other] = [randomUUID(), randomUUID()];
  await asRole('scraper', async (client) => {
    for (const bot of [mine, other]) {
      await ingest(client, bot, [{ language: 'en', degrees: 20, text: `Secret of ${bot}.` }]);
      await client.query("INSERT INTO knowledge.calibration VALUES ($1, 'en', 'test-model', 0.8, 0.4, 200)", [bot]);
    }
  });
});

/** Runs `work` as the reader for one bot, in one transaction. */
function reading<T>(bot: string | undefined, work: (client: Client) => Promise<T>): Promise<T> {
  return asRole('realtime_reader', async (client) => {
    await client.query('BEGIN');
    if (bot) await client.query("SELECT set_config('perchoir.bot', $1, true)", [bot]);
    return work(client);
  });
}

test.each(TABLES)('the reader sees one bot’s %s', async (table) => {
  const { rows } = await reading(mine, (client) => client.query(`SELECT DISTINCT bot FROM knowledge.${table}`));
  expect(rows).toEqual([{ bot: mine }]);
});

test.each(TABLES)('without a bot the reader sees no %s', async (table) => {
  const { rows } = await reading(undefined, (client) => client.query(`SELECT FROM knowledge.${table}`));
  expect(rows).toEqual([]);
});

test('evidence about another bot is empty', async () => {
  expect(await reading(mine, (client) => evidence(client, { bot: other, text: 'secret' }))).toEqual([]);
  expect(await reading(mine, (client) => evidence(client, { bot: mine, text: 'secret' }))).toHaveLength(1);
});

test('the bot of one transaction does not leak into the next of the same connection', async () => {
  const { rows } = await reading(mine, async (client) => {
    await client.query('COMMIT');
    return client.query('SELECT FROM knowledge.chunks');
  });
  expect(rows).toEqual([]);
});

test('a chunk cannot hang below another bot’s page', async () => {
  const hanging = asRole('scraper', (client) =>
    client.query('UPDATE knowledge.chunks SET bot = $2 WHERE bot = $1', [mine, other]),
  );
  await expect(hanging).rejects.toThrow(/foreign key/);
});
