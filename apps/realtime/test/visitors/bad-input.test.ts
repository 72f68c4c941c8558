import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'socket.io-client';
import { VisitorTokens } from '../../src/tokens/visitor-tokens';
import { publishBot, useLogAlone, type TestBot } from '../database';
import { connected, Page } from '../page';
import { startPod, type RunningPod } from '../pods';
import { ScriptedEngine } from '../scripted-engine';

useLogAlone();

let bot: TestBot;
let pod: RunningPod;

beforeAll(async () => {
  bot = await publishBot();
  pod = await startPod({ engine: new ScriptedEngine({ sentences: ['Yes.'], pauseMs: 1 }) });
});

afterAll(() => pod.stop(200));

/** After whatever a test did, the server still answers. */
afterEach(async () => {
  const page = new Page(bot.key);
  await page.open(pod.url);
  await page.send('still there?');
  expect((await page.ended(2)).text).toBe('Yes.');
  page.close();
});

test('an unknown bot key is refused by name', async () => {
  await expect(new Page('no-such-bot').open(pod.url)).rejects.toMatchObject({
    type: 'urn:perchoir:problem:unknown-bot',
    status: 404,
    field: 'botKey',
  });
});

test('a forged token is refused, and a token of another bot too', async () => {
  const page = new Page(bot.key);
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const forger = await VisitorTokens.fromPem(pem);
  page.token = await forger.issue({ visitor: randomUUID(), bot: bot.id, conversation: randomUUID() });
  await expect(page.open(pod.url)).rejects.toMatchObject({ status: 401, field: 'token' });
  const other = new Page((await publishBot()).key);
  await other.open(pod.url);
  page.token = other.token;
  await expect(page.open(pod.url)).rejects.toMatchObject({ status: 403, field: 'token' });
});

test('a token opens its own conversation only', async () => {
  const page = new Page(bot.key);
  await page.open(pod.url);
  const stranger = new Page(bot.key);
  const { conversation } = await stranger.open(pod.url);
  const payload = { botKey: bot.key, token: page.token, conversation };
  await expect(page.ask('join', payload)).rejects.toMatchObject({ status: 403, field: 'conversation' });
  await expect(page.ask('join', { botKey: bot.key, conversation })).rejects.toMatchObject({ status: 401 });
});

test('a page whose origin the author did not allow is refused', async () => {
  const guarded = await publishBot({ origins: ['https://shop.example'] });
  const from = (origin: string) => ({ extraHeaders: { origin } });
  await expect(new Page(guarded.key).open(pod.url, from('https://evil.example'))).rejects.toMatchObject({
    status: 403,
  });
  await expect(new Page(guarded.key).open(pod.url)).rejects.toMatchObject({ status: 403 });
  await expect(new Page(guarded.key).open(pod.url, from('https://shop.example'))).resolves.toMatchObject({ seq: 0 });
});

test('events before the join are refused', async () => {
  const socket = await connected(pod.url);
  const answer = await socket.timeout(2_000).emitWithAck('send', { id: randomUUID(), text: 'hi' });
  expect(answer).toMatchObject({ error: { status: 409, type: 'urn:perchoir:problem:not-joined' } });
  socket.close();
});

test('the eleventh message of a minute is refused, also over a new connection', async () => {
  const page = new Page(bot.key);
  await page.open(pod.url);
  for (let sent = 1; sent <= 10; sent += 1) {
    await page.send(`message ${sent}`);
    await page.ended(sent * 2);
  }
  await page.open(pod.url);
  await expect(page.send('one more')).rejects.toMatchObject({ status: 429 });
});

test('a flood of events is refused without touching the log', async () => {
  const page = new Page(bot.key);
  await page.open(pod.url);
  const answers = await Promise.all(Array.from({ length: 60 }, () => page.request('rate', { seq: 1, value: 1 })));
  const statuses = answers.map((answer) => (answer as { error: { status: number } }).error.status);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(15);
});

test('a message of one megabyte closes the connection with code 1009, message too big', async () => {
  const socket = await connected(pod.url);
  const closed = event(socket, 'disconnect');
  socket.emit('send', { id: randomUUID(), text: 'x'.repeat(1_000_000) });
  const [reason, details] = (await closed) as [string, { context?: { code?: number } }];
  expect(reason).toBe('transport close');
  expect(details.context?.code).toBe(1009);
});

test('malformed JSON is answered with a problem, then the connection closes', async () => {
  const socket = await connected(pod.url);
  const problem = event(socket, 'problem');
  const closed = event(socket, 'disconnect');
  socket.io.engine.write('2["send",{"id":');
  expect((await problem)[0]).toMatchObject({ status: 400, type: 'urn:perchoir:problem:malformed-packet' });
  await closed;
});

test('events nobody knows, and acknowledgements nobody asked for, change nothing', async () => {
  const socket = await connected(pod.url);
  socket.emit('constructor', {});
  socket.emit('__proto__', {}, 'no function');
  socket.emit('join', { botKey: bot.key }, 'no function');
  socket.emit('join');
  const answer = await socket.timeout(2_000).emitWithAck('join', { botKey: bot.key });
  expect(answer).toMatchObject({ seq: 0 });
  socket.close();
});

test('past the cap an upgrade gets 503 and Retry-After, and the refused visitor is counted', async () => {
  const small = await startPod({ engine: new ScriptedEngine({ sentences: [], pauseMs: 1 }), maxUsers: 2 });
  const sockets = [await connected(small.url), await connected(small.url)];
  const response = await upgrade(`${small.url}/socket.io/?EIO=4&transport=websocket`);
  expect(response.statusCode).toBe(503);
  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  expect(response.headers['content-type']).toBe('application/problem+json');
  expect(await small.metrics.getSingleMetricAsString('realtime_users')).toMatch(/ 2$/m);
  expect(await small.metrics.getSingleMetricAsString('realtime_refused_visitors')).toMatch(/ 1$/m);
  for (const socket of sockets) socket.close();
  await small.stop(200);
});

test('polling and plain requests are answered with a problem', async () => {
  const polling = await fetch(`${pod.url}/socket.io/?EIO=4&transport=polling`);
  expect([polling.status, polling.headers.get('content-type')]).toEqual([426, 'application/problem+json']);
  expect((await fetch(`${pod.url}/admin`)).status).toBe(404);
  expect((await upgrade(`${pod.url}/other`)).statusCode).toBe(404);
});

function event(socket: Socket, name: string): Promise<unknown[]> {
  return new Promise((resolve) => socket.once(name, (...payload: unknown[]) => resolve(payload)));
}

async function upgrade(url: string) {
  const headers = {
    ...{ connection: 'Upgrade', upgrade: 'websocket' },
    ...{ 'sec-websocket-version': '13', 'sec-websocket-key': Buffer.alloc(16).toString('base64') },
  };
  const [response] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage];
  response.resume();
  return response;
}
