import { until } from './fixtures/ask';
import { lastEvent, useBench } from './fixtures/bench';

const bench = useBench();

test('the line is bounded: one too many gets 429 and when to come again', async () => {
  await bench.restart({ queue: { limit: 1, timeoutMs: 5_000 } });
  await bench.replica.beat(bench.gateway.url, { slots: { total: 1, busy: 0 } });
  bench.ask();
  await until(() => bench.replica.jobs.length === 1);
  const waiting = bench.ask({ stream: true });
  await until(() => waiting.status === 200);

  const refused = bench.ask({ stream: true });
  await refused.ended;

  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect(JSON.parse(refused.text)).toMatchObject({ error: { code: 'queue_full', type: 'rate_limit_error' } });
});

test.each([
  ['no slot becomes free', 1, 'queue_timeout'],
  ['no replica comes up', 0, 'loading_timeout'],
])('one who waits too long because %s is told so', async (_, replicas, code) => {
  await bench.restart({ queue: { limit: 9, timeoutMs: 150 } });
  if (replicas > 0) await bench.replica.beat(bench.gateway.url, { slots: { total: 0, busy: 0 } });

  const [whole, streamed] = [bench.ask(), bench.ask({ stream: true })];
  await Promise.all([whole.ended, streamed.ended]);

  expect(whole.status).toBe(503);
  expect(whole.headers['retry-after']).toBeDefined();
  expect(JSON.parse(whole.text)).toMatchObject({ error: { code } });
  expect(lastEvent(streamed)).toMatchObject({ error: { code } });
});

test('a gateway that stops refuses those who wait and lets finish what runs', async () => {
  await bench.replica.beat(bench.gateway.url, { slots: { total: 1, busy: 0 } });
  const running = bench.ask();
  await until(() => bench.replica.jobs.length === 1);
  const waiting = bench.ask({ stream: true });
  await until(() => waiting.status === 200);

  bench.gateway.app.refuseNewWork();
  await waiting.ended;
  bench.job(0).token('finished');
  bench.job(0).finish();
  await running.ended;

  expect(lastEvent(waiting)).toMatchObject({ error: { code: 'shutting_down' } });
  expect(running.text).toContain('finished');
});

test.each([
  ['a body that is not JSON', { body: '{' }, { status: 400, param: 'body' }],
  ['no messages', { body: '{"model":"small"}' }, { status: 400, param: 'messages' }],
  ['a message without role', { body: '{"model":"small","messages":[{}]}' }, { status: 400, param: 'messages[0].role' }],
  [
    'a stream that is neither true nor false',
    { body: '{"model":"small","stream":1,"messages":[{"role":"user"}]}' },
    { status: 400, param: 'stream' },
  ],
  ['a bot of too many letters', { bot: 'b'.repeat(129) }, { status: 400, param: 'x-bot' }],
  ['a body beyond 1 MiB', { content: 'x'.repeat(1_048_577) }, { status: 413, param: 'body' }],
  ['a model that nobody serves', { model: 'unheard' }, { status: 404, param: 'model' }],
  ['an unknown path', { path: '/v1/answers' }, { status: 404, param: null }],
  ['a method that is not served', { method: 'GET' }, { status: 405, param: null }],
  [
    'embeddings of nothing',
    { path: '/v1/embeddings', body: '{"model":"small","input":[]}' },
    { status: 400, param: 'input' },
  ],
])('%s is refused, naming what is at fault', async (_, question, expected) => {
  await bench.replica.beat(bench.gateway.url);
  const reply = bench.ask(question);
  await reply.ended;

  expect(reply.status).toBe(expected.status);
  expect(JSON.parse(reply.text)).toMatchObject({ error: { param: expected.param, type: 'invalid_request_error' } });
});
