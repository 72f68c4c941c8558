import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { LeaseLog } from '../../src/leases/lease-log';
import { openPool, publishBot, useLogAlone, type TestBot } from '../database';
import { Page } from '../page';
import { startPod, type RunningPod } from '../pods';
import { ScriptedEngine } from '../scripted-engine';

useLogAlone();

const sentences = Array.from({ length: 12 }, (_, index) => `Sentence ${index + 1}. `);
const whole = sentences.join('');

let bot: TestBot;
let database: Pool;
const started: RunningPod[] = [];

beforeAll(async () => {
  database = openPool('realtime', 2);
  bot = await publishBot();
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((pod) => pod.stop(200)));
});

afterAll(() => database.end());

async function start(pauseMs = 50): Promise<RunningPod & { readonly engine: ScriptedEngine }> {
  const engine = new ScriptedEngine({ sentences, pauseMs });
  const pod = await startPod({ engine });
  started.push(pod);
  return { ...pod, engine };
}

async function kill(pod: RunningPod): Promise<void> {
  const index = started.findIndex(({ name }) => name === pod.name);
  started.splice(index, 1);
  await pod.kill();
}

/** What ten seconds of silence do to the leases of a dead server. */
async function expire(pod: RunningPod): Promise<void> {
  await database.query('UPDATE conversation.answer_leases SET expires_at = now() WHERE holder = $1', [pod.name]);
}

async function textInLog(conversation: string): Promise<string> {
  const statement = 'SELECT text FROM conversation.entries WHERE conversation = $1 AND seq = 2';
  return (await database.query<{ text: string }>(statement, [conversation])).rows[0]?.text ?? '';
}

test('an answer whose server was killed is finished by another one from where the log ends', async () => {
  const [first, second] = [await start(), await start()];
  const page = new Page(bot.key);
  const { conversation } = await page.open(first.url);
  await page.send('Do parrots talk?');
  await page.until(2, ({ text }) => text.includes('Sentence 3'));
  await kill(first);
  const checkpoint = await textInLog(conversation);
  const killedAt = performance.now();
  await page.open(second.url);
  const answer = await page.ended(2);
  expect(answer).toMatchObject({ text: whole, state: 'done', outcome: 'answered' });
  expect(await textInLog(conversation)).toBe(whole);
  expect(second.engine.requests[0]?.resume).toEqual({ text: checkpoint });
  expect(performance.now() - killedAt).toBeLessThan(5_000);
  expect(await second.metrics.getSingleMetricAsString('realtime_resumed_total')).toMatch(/ 1$/m);
});

test('a server that is thought dead but lives cannot write over its successor', async () => {
  const first = await start(150);
  const page = new Page(bot.key);
  const { conversation } = await page.open(first.url);
  await page.send('Do parrots talk?');
  await page.until(2, ({ text }) => text.includes('Sentence 1.'));
  const { rows } = await database.query(
    `UPDATE conversation.answer_leases SET holder = 'successor', epoch = epoch + 1, expires_at = now() + interval '1 hour'
     WHERE conversation = $1 RETURNING epoch`,
    [conversation],
  );
  expect(rows).toEqual([{ epoch: 2 }]);
  const before = await textInLog(conversation);
  await pause(600);
  expect(await textInLog(conversation)).toBe(before);
  expect(page.transcript.at(2)?.text).toBe(before);
  const leases = new LeaseLog(database, 'successor');
  await leases.end({ conversation, seq: 2, holder: 'successor', epoch: 2 }, `${before}The end.`, { state: 'failed' });
  expect((await page.ended(2)).text).toBe(`${before}The end.`);
});

test('a server that cannot be seen to be gone is believed for the ten seconds of its lease', async () => {
  const first = await start();
  const page = new Page(bot.key);
  const { conversation } = await page.open(first.url);
  await page.send('Do parrots talk?');
  await page.ended(2);
  const taker = new LeaseLog(database, 'taker');
  const lease = `INSERT INTO conversation.answer_leases VALUES ($1, 2, $2, 1, now() + make_interval(secs => $3))`;
  await database.query(lease, [conversation, first.name, 5]);
  expect(await taker.takeAbandoned(8)).toEqual([]);
  await database.query('UPDATE conversation.answer_leases SET expires_at = now() WHERE conversation = $1', [
    conversation,
  ]);
  expect(await taker.takeAbandoned(8)).toEqual([{ conversation, seq: 2, holder: 'taker', epoch: 2 }]);
  await database.query('DELETE FROM conversation.answer_leases WHERE conversation = $1', [conversation]);
});

test('an expired lease is taken by one server only', async () => {
  const first = await start(1_000);
  const page = new Page(bot.key);
  await page.open(first.url);
  await page.send('Do parrots talk?');
  await kill(first);
  await expire(first);
  const takers = ['a', 'b', 'c', 'd'].map((name) => new LeaseLog(database, name));
  const taken = await Promise.all(takers.map((leases) => leases.takeAbandoned(8)));
  expect(taken.flat()).toHaveLength(1);
  expect(taken.flat()[0]?.epoch).toBe(2);
  await database.query('DELETE FROM conversation.answer_leases WHERE conversation = $1', [
    taken.flat()[0]?.conversation,
  ]);
});

test('an answer that was taken over three times in vain is marked failed, with the text it has', async () => {
  const first = await start(1_000);
  const page = new Page(bot.key);
  const { conversation } = await page.open(first.url);
  await page.send('Do parrots talk?');
  await kill(first);
  await database.query('UPDATE conversation.answer_leases SET epoch = 4 WHERE conversation = $1', [conversation]);
  const second = await start();
  await page.open(second.url);
  await expire(first);
  const failed = await page.ended(2);
  expect(failed.state).toBe('failed');
  await page.ask('retry', { seq: 2 });
  expect((await page.ended(3)).text).toBe(whole);
});

test('a server that stops lets short answers finish and exits at once afterwards', async () => {
  const first = await start(20);
  const page = new Page(bot.key);
  const { conversation } = await page.open(first.url);
  await page.send('Do parrots talk?');
  started.length = 0;
  const begun = performance.now();
  await first.stop(4_000);
  expect(performance.now() - begun).toBeLessThan(2_500);
  expect(page.notices).toEqual(['draining', 'io server disconnect']);
  expect(await textInLog(conversation)).toBe(whole);
});

test('a server that stops hands a long answer over, and the page sees one unbroken text', async () => {
  const [first, second] = [await start(300), await start(10)];
  const page = new Page(bot.key);
  const { conversation } = await page.open(first.url);
  await page.send('Do parrots talk?');
  await page.until(2, ({ text }) => text.includes('Sentence 1.'));
  started.splice(0, 1);
  const stopping = first.stop(1_500);
  await page.open(second.url);
  await stopping;
  expect((await page.ended(2)).text).toBe(whole);
  expect(await textInLog(conversation)).toBe(whole);
  expect(second.engine.requests[0]?.resume?.text).toMatch(/^Sentence 1\. /);
});
