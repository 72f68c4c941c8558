import { createClient } from '@perchoir/service/https-client';
import { until, waitFor } from './fixtures/ask';
import { lastEvent, useBench } from './fixtures/bench';

const bench = useBench();

test.each(['realtime', 'role'] as const)('only a client certificate of the llm tier may report, not %s', async (of) => {
  const stranger = await bench.secondReplica('stranger', of);

  expect(await stranger.beat(bench.gateway.url)).toBe(403);
  expect(await bench.replica.beat(bench.gateway.url)).toBe(204);
});

test('a heartbeat that is malformed is refused', async () => {
  expect(await bench.replica.beat(bench.gateway.url, { address: 'http://plain' })).toBe(400);
});

test('a replica whose certificate has another name gets nothing', async () => {
  const connect = ({ address }: { readonly address: string }) =>
    createClient({ url: address, serverName: 'llm-replica.llm.svc', ...bench.identities.llm });
  await bench.restart({ connect, queue: { limit: 9, timeoutMs: 200 } });
  await bench.replica.beat(bench.gateway.url);

  const reply = bench.ask();
  await reply.ended;

  expect(reply.status).toBe(503);
  expect(bench.replica.taken).toBe(0);
});

test('a silent replica gets nothing new until it reports again', async () => {
  await bench.restart({ heartbeatTimeoutMs: 100 });
  await bench.replica.beat(bench.gateway.url);
  await new Promise((resolve) => setTimeout(resolve, 200));

  const reply = bench.ask({ stream: true });
  await until(() => reply.text.includes(': loading'));
  expect(bench.replica.taken).toBe(0);
  await bench.replica.beat(bench.gateway.url);
  await until(() => bench.replica.taken === 1);
});

test('a draining replica that refuses is left for another', async () => {
  await bench.replica.beat(bench.gateway.url);
  bench.replica.isDraining = true;
  const second = await bench.secondReplica('s');
  await second.beat(bench.gateway.url, { slots: { total: 5, busy: 4 } });

  bench.ask();
  await until(() => second.taken === 1);

  expect(bench.replica.taken).toBe(0);
});

test('an answer whose replica dies before the first token is begun anew on another', async () => {
  await bench.replica.beat(bench.gateway.url);
  const reply = bench.ask({ stream: true });
  await until(() => bench.replica.jobs.length === 1);

  bench.job(0).die();
  await waitFor(async () => (await bench.gateway.metric('llm_slots{role="chat",state="total"}')) === 0);
  await bench.replica.beat(bench.gateway.url);
  await until(() => bench.replica.jobs.length === 2);
  bench.job(1).token('again');
  bench.job(1).finish();
  await reply.ended;

  expect(reply.text).toContain('again');
});

test('an answer whose replica dies in the middle ends with an error that says so', async () => {
  await bench.replica.beat(bench.gateway.url);
  const reply = bench.ask({ stream: true });
  await until(() => bench.replica.jobs.length === 1);

  bench.job(0).token('half');
  await until(() => reply.text.includes('half'));
  bench.job(0).die();
  await reply.ended;

  expect(lastEvent(reply)).toMatchObject({ error: { code: 'replica_lost', type: 'server_error', param: null } });
});
