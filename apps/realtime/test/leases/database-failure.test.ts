import type { Pool } from 'pg';
import { openPool, publishBot, useLogAlone } from '../database';
import { Page } from '../page';
import { startPod, type RunningPod } from '../pods';
import { ScriptedEngine } from '../scripted-engine';

useLogAlone();

const sentences = Array.from({ length: 10 }, (_, index) => `Sentence ${index + 1}. `);
let pods: readonly RunningPod[];
let database: Pool;

beforeAll(async () => {
  database = openPool('realtime', 2);
  const engine = new ScriptedEngine({ sentences, pauseMs: 50 });
  pods = await Promise.all([startPod({ engine }), startPod({ engine })]);
});

afterAll(async () => {
  await Promise.all(pods.map((pod) => pod.stop(200)));
  await database.end();
});

/** What a switch-over of PostgreSQL does to everybody connected, notices included. */
async function breakConnections(): Promise<number> {
  const { rowCount } = await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = ANY ($1)`,
    [pods.map(({ name }) => name)],
  );
  return rowCount ?? 0;
}

test('an answer goes on when all connections to the database break, and pages on both servers have the log', async () => {
  const bot = await publishBot();
  const [one, other] = [new Page(bot.key), new Page(bot.key)];
  const { conversation } = await one.open(pods[0]?.url ?? '');
  other.token = one.token;
  await other.open(pods[1]?.url ?? '');
  await one.send('Do parrots talk?');
  await one.until(2, ({ text }) => text.includes('Sentence 2.'));
  expect(await breakConnections()).toBeGreaterThan(2);
  const answers = await Promise.all([one.ended(2), other.ended(2)]);
  const { rows } = await database.query<{ text: string }>(
    'SELECT text FROM conversation.entries WHERE conversation = $1 AND seq = 2',
    [conversation],
  );
  expect(rows[0]?.text).toBe(sentences.join(''));
  expect(answers.map(({ text }) => text)).toEqual([sentences.join(''), sentences.join('')]);
});
