import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Pool } from 'pg';
import { channelOf, parseNotice, type Notice } from '../../src/followers/channel';
import { Followers } from '../../src/followers/followers';
import { openClient, openPool, publishBot, useLogAlone, type TestBot } from '../database';
import { Page } from '../page';
import { startPod, type RunningPod } from '../pods';
import { ScriptedEngine } from '../scripted-engine';

useLogAlone();

let bot: TestBot;
let pod: RunningPod;
let database: Pool;
let spy: Client;
const notices: Notice[] = [];

beforeAll(async () => {
  database = openPool('realtime', 2);
  bot = await publishBot();
  pod = await startPod({ engine: new ScriptedEngine({ sentences: ['Yes. ', 'They do.'], pauseMs: 20 }) });
  spy = await openClient('realtime')();
  spy.on('notification', ({ payload }) => notices.push(parseNotice(payload ?? '') as Notice));
  await spy.query(`LISTEN ${channelOf('spy')}`);
});

afterAll(async () => {
  await Promise.all([pod.stop(200), spy.end()]);
  await database.end();
});

async function followersOf(conversation: string): Promise<string[]> {
  const statement = 'SELECT pod FROM conversation.followers WHERE conversation = $1 ORDER BY pod';
  return (await database.query<{ pod: string }>(statement, [conversation])).rows.map((row) => row.pod);
}

test('a server follows a conversation while a page of it is open there', async () => {
  const [page, second] = [new Page(bot.key), new Page(bot.key)];
  const { conversation } = await page.open(pod.url);
  second.token = page.token;
  await second.open(pod.url);
  expect(await followersOf(conversation)).toEqual([pod.name]);
  page.close();
  await pause(100);
  expect(await followersOf(conversation)).toEqual([pod.name]);
  second.close();
  await pause(100);
  expect(await followersOf(conversation)).toEqual([]);
});

test('notices go to the servers that follow the conversation, and nothing is sent when none does', async () => {
  const [followed, alone] = [new Page(bot.key), new Page(bot.key)];
  const { conversation } = await followed.open(pod.url);
  await alone.open(pod.url);
  await new Followers(database, 'spy').follow(conversation);
  notices.length = 0;
  await Promise.all([followed.send('Do parrots talk?'), alone.send('Do parrots talk?')]);
  await Promise.all([followed.ended(2), alone.ended(2)]);
  await pause(100);
  expect(new Set(notices.map((notice) => notice.conversation))).toEqual(new Set([conversation]));
  expect(notices).toContainEqual({ kind: 'entry', conversation });
  expect(notices).toContainEqual({ kind: 'progress', conversation, seq: 2, phase: 'writing' });
});

test('a server that does not renew is told nothing more, and is forgotten', async () => {
  const page = new Page(bot.key);
  const { conversation } = await page.open(pod.url);
  const followers = new Followers(database, 'spy');
  await followers.follow(conversation);
  await database.query("UPDATE conversation.followers SET expires_at = now() WHERE pod = 'spy'");
  notices.length = 0;
  await page.send('Do parrots talk?');
  await page.ended(2);
  await pause(100);
  expect(notices).toEqual([]);
  await followers.removeExpired();
  expect(await followersOf(conversation)).toEqual([pod.name]);
});

test('a payload of another version is not taken for a notice', () => {
  for (const payload of ['', 'null', '[]', '{"kind":"new"}', '{"kind":"entry"}', '{']) {
    expect(parseNotice(payload)).toBeUndefined();
  }
});
