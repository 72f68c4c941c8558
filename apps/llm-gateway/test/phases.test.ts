import { until } from './fixtures/ask';
import { useBench } from './fixtures/bench';

const bench = useBench();

test.each([
  ['the first token', 'first_token_timeout', (): void => undefined],
  ['the next token', 'between_tokens_timeout', () => bench.job(0).token('one')],
])('a replica that does not deliver %s is given up, and its work aborted', async (_, code, act) => {
  await bench.restart({ budgets: { marginMs: 150, totalMs: 5_000 } });
  await bench.replica.beat(bench.gateway.url, { contextTokens: 1, prefillTokensPerSecond: 1_000 });
  const reply = bench.ask({ stream: true });
  await until(() => bench.replica.jobs.length === 1);

  act();
  await reply.ended;

  expect(JSON.parse(reply.text.split('data: ').at(-1) ?? '')).toMatchObject({ error: { code } });
  await until(() => bench.job(0).isAborted());
});

test('an answer in one piece has a limit as a whole', async () => {
  await bench.restart({ budgets: { marginMs: 50, totalMs: 150 } });
  await bench.replica.beat(bench.gateway.url);
  const reply = bench.ask();
  await reply.ended;

  expect(reply.status).toBe(504);
  expect(JSON.parse(reply.text)).toMatchObject({ error: { code: 'total_timeout' } });
});

test('a client that waits gets a sign of life', async () => {
  await bench.restart({ keepAliveMs: 50 });
  const reply = bench.ask({ stream: true });

  await until(() => reply.text.split(': loading').length > 3);
  expect(reply.headers['content-type']).toContain('text/event-stream');
});

test('a client that does not read holds the replica back, and is given up after a while', async () => {
  await bench.restart({ budgets: { marginMs: 5_000, totalMs: 9_000, clientStallMs: 200 } });
  await bench.replica.beat(bench.gateway.url);
  const reply = bench.ask({ stream: true });
  await until(() => bench.replica.jobs.length === 1);
  bench.job(0).token('start');
  await until(() => reply.text.includes('start'));

  reply.pause();
  for (let at = 0; at < 400; at += 1) bench.job(0).token('x'.repeat(65_536));

  await until(() => bench.job(0).isAborted());
});
