import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { openPool, publishBot, useLogAlone, type TestBot } from '../database';
import { Page } from '../page';
import { startPod, type RunningPod } from '../pods';
import { ScriptedEngine } from '../scripted-engine';

useLogAlone();

const sentences = ['Parrots talk. ', 'Ils parlent aussi français. ', '🦜 ', 'The end.'];
const whole = sentences.join('');

let bot: TestBot;
let one: RunningPod;
let other: RunningPod;
let database: Pool;

beforeAll(async () => {
  database = openPool('realtime', 2);
  bot = await publishBot();
  const engine = new ScriptedEngine({ sentences, pauseMs: 60 });
  [one, other] = await Promise.all([startPod({ engine }), startPod({ engine })]);
});

afterAll(async () => {
  await Promise.all([one.stop(200), other.stop(200)]);
  await database.end();
});

async function logged(conversation: string): Promise<{ seq: number; text: string; state: string }[]> {
  const statement = 'SELECT seq, text, state FROM conversation.entries WHERE conversation = $1 ORDER BY seq';
  return (await database.query(statement, [conversation])).rows;
}

test('joining without a token opens a conversation and shows the public part of the bot', async () => {
  const joined = await new Page(bot.key).open(one.url);
  expect(joined).toMatchObject({ seq: 0, bot: { name: 'Coco', languages: ['en', 'fr'] } });
  expect(Object.keys(joined.bot).sort()).toEqual(['colours', 'greeting', 'languages', 'name']);
});

test('a message is in the log when it is acknowledged, and its answer streams to the end', async () => {
  const page = new Page(bot.key);
  const { conversation } = await page.open(one.url);
  const seq = await page.send('Do parrots talk?');
  expect(seq).toBe(1);
  expect((await logged(conversation)).slice(0, 1)).toEqual([{ seq: 1, text: 'Do parrots talk?', state: 'done' }]);
  const answer = await page.ended(2);
  expect(answer).toMatchObject({ text: whole, state: 'done', outcome: 'answered', sources: [{ title: 'Parrots' }] });
  expect(page.progress).toContainEqual({ seq: 2, phase: 'writing' });
  expect((await logged(conversation)).map(({ text }) => text)).toEqual(page.transcript.texts);
});

test('the same message sent again, also at once and to another server, is one message', async () => {
  const page = new Page(bot.key);
  const { conversation } = await page.open(one.url);
  const second = new Page(bot.key);
  second.token = page.token;
  await second.open(other.url);
  const id = randomUUID();
  const seqs = await Promise.all([page.send('again', id), page.send('again', id), second.send('again', id)]);
  expect(new Set(seqs)).toEqual(new Set([1]));
  await page.ended(2);
  expect(await logged(conversation)).toHaveLength(2);
});

test('messages sent at once from several pages get numbers without gaps', async () => {
  const page = new Page(bot.key);
  const { conversation } = await page.open(one.url);
  const second = new Page(bot.key);
  second.token = page.token;
  await second.open(other.url);
  await Promise.all([page.send('a'), second.send('b'), page.send('c')]);
  const entries = await logged(conversation);
  expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  for (const seq of [2, 4, 6]) await Promise.all([page.ended(seq), second.ended(seq)]);
  expect(page.transcript.texts).toEqual(second.transcript.texts);
});

test('a page on another server sees the answer as it is written', async () => {
  const page = new Page(bot.key);
  await page.open(one.url);
  const second = new Page(bot.key);
  second.token = page.token;
  await second.open(other.url);
  await page.send('Do parrots talk?');
  const partial = await second.until(2, ({ text }) => text.length > 0);
  expect(whole.startsWith(partial.text)).toBe(true);
  expect((await second.ended(2)).text).toBe(whole);
});

test('a reconnect to another server in the middle of an answer shows exactly what is missing', async () => {
  const page = new Page(bot.key);
  const { conversation } = await page.open(one.url);
  await page.send('Do parrots talk?');
  await page.until(2, ({ text }) => text.length > 0);
  await page.open(other.url);
  expect((await page.ended(2)).text).toBe(whole);
  expect((await logged(conversation)).map(({ text }) => text)).toEqual(page.transcript.texts);
});

test('a page that comes back after the answer ended gets it whole, and nothing it holds already', async () => {
  const page = new Page(bot.key);
  await page.open(one.url);
  await page.send('first');
  await page.ended(2);
  await page.send('second');
  await page.until(4, () => true);
  page.close();
  await waitUntilDone(page, 4);
  const shown: number[] = [];
  page.onEntry = ({ seq }) => shown.push(seq);
  await page.open(other.url);
  expect((await page.ended(4)).text).toBe(whole);
  expect(shown).toEqual([4]);
});

async function waitUntilDone(page: Page, seq: number): Promise<void> {
  const watcher = new Page(bot.key);
  watcher.token = page.token;
  await watcher.open(one.url);
  await watcher.ended(seq);
  watcher.close();
}

test('the visitor stops an answer from a page on another server', async () => {
  const page = new Page(bot.key);
  const { conversation } = await page.open(one.url);
  const second = new Page(bot.key);
  second.token = page.token;
  await second.open(other.url);
  await page.send('Do parrots talk?');
  await second.until(2, ({ text }) => text.length > 0);
  await second.ask('stop', { seq: 2 });
  const stopped = await page.ended(2);
  expect(stopped.outcome).toBeUndefined();
  expect(stopped.text.length).toBeLessThan(whole.length);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await logged(conversation))[1]).toEqual({ seq: 2, text: stopped.text, state: 'done' });
});

test('an answer that failed keeps its text, and a retry answers the same question anew, once', async () => {
  const page = new Page(bot.key);
  await page.open(one.url);
  await page.send('fail');
  const failed = await page.ended(2);
  expect(failed).toMatchObject({ state: 'failed', text: sentences[0] });
  const [first, again] = await Promise.all([page.ask('retry', { seq: 2 }), page.ask('retry', { seq: 2 })]);
  expect(first).toEqual({ seq: 3 });
  expect(again).toEqual({ seq: 3 });
  expect((await page.ended(3)).state).toBe('failed');
});

test('only an answer that failed or was stopped can be tried again', async () => {
  const page = new Page(bot.key);
  await page.open(one.url);
  await page.send('Do parrots talk?');
  await page.ended(2);
  await expect(page.ask('retry', { seq: 2 })).rejects.toMatchObject({ status: 409, field: 'seq' });
  await expect(page.ask('retry', { seq: 1 })).rejects.toMatchObject({ status: 409 });
});

test('a finished answer can be rated, and the last opinion counts', async () => {
  const page = new Page(bot.key);
  const { conversation } = await page.open(one.url);
  await page.send('Do parrots talk?');
  await expect(page.ask('rate', { seq: 1, value: 1 })).rejects.toMatchObject({ status: 409 });
  await page.ended(2);
  await page.ask('rate', { seq: 2, value: 1 });
  await page.ask('rate', { seq: 2, value: -1 });
  const { rows } = await database.query('SELECT rating FROM conversation.entries WHERE conversation = $1 AND seq = 2', [
    conversation,
  ]);
  expect(rows).toEqual([{ rating: -1 }]);
});
