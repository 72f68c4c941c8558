import { ask, until, waitFor } from './fixtures/ask';
import { textOf, useBench } from './fixtures/bench';

const bench = useBench();

test('of six requests five run, the sixth waits, and runs when one ends', async () => {
  await bench.replica.beat(bench.gateway.url);
  const replies = await bench.askOneByOne(6);
  await until(() => bench.replica.jobs.length === 5 && textOf(replies[5]).includes(': queued position=1'));

  bench.job(0).finish();
  await until(() => bench.replica.jobs.length === 6);
  bench.job(5).token('hi');
  bench.job(5).finish();
  await replies[5]?.ended;

  expect(textOf(replies[5])).toMatch(/: granted replica=r queue-ms=\d+\n\ndata: .*"hi".*\n\ndata: \[DONE\]\n\n$/s);
  expect(bench.replica.refused).toBe(0);
});

test('one who leaves the line never reaches the replica, and the next one moves up', async () => {
  await bench.replica.beat(bench.gateway.url);
  const replies = await bench.askOneByOne(7);
  await until(() => textOf(replies[6]).includes(': queued position=2'));

  replies[5]?.leave();
  await until(() => textOf(replies[6]).includes(': queued position=1'));
  bench.job(0).finish();
  await until(() => bench.replica.jobs.length === 6);

  expect(bench.replica.jobs.map(({ content }) => content)).toEqual(['0', '1', '2', '3', '4', '6']);
});

test('one who leaves while being answered frees the slot for the next', async () => {
  await bench.replica.beat(bench.gateway.url);
  const replies = await bench.askOneByOne(6);
  await until(() => bench.replica.jobs.length === 5);

  replies[1]?.leave();
  await until(() => bench.job(1).isAborted());
  await until(() => bench.replica.jobs.length === 6);

  expect(bench.job(5).content).toBe('5');
});

test('two gateways share a replica: whom it refuses waits at the head of the line and is served', async () => {
  const other = await bench.secondGateway();
  await Promise.all([bench.replica.beat(bench.gateway.url), bench.replica.beat(other.url)]);
  for (const content of ['a', 'b', 'c', 'd', 'e']) ask(other, { content });
  await until(() => bench.replica.jobs.length === 5);

  const replies = [bench.ask({ content: 'late' })];
  await until(() => bench.replica.refused === 1);
  bench.job(0).finish();
  await bench.replica.beat(bench.gateway.url, { slots: { total: 5, busy: 4 } });
  await until(() => bench.replica.jobs.length === 6);
  bench.job(5).token('served');
  bench.job(5).finish();
  await replies[0]?.ended;

  expect(textOf(replies[0])).toContain('served');
  expect(bench.replica.refused).toBe(1);
});

test('two bots in a burst take turns', async () => {
  await bench.replica.beat(bench.gateway.url, { slots: { total: 1, busy: 0 } });
  bench.ask({ content: 'first' });
  await until(() => bench.replica.jobs.length === 1);
  for (let at = 0; at < 6; at += 1) bench.ask({ bot: at < 4 ? 'greedy' : 'modest', content: at < 4 ? 'g' : 'm' });
  await waitFor(async () => (await bench.gateway.metric('llm_queue_depth{role="chat"}')) === 6);

  for (let at = 0; at < 7; at += 1) {
    await until(() => bench.replica.jobs.length === at + 1);
    bench.job(at).finish();
  }

  expect(bench.replica.jobs.map(({ content }) => content).join('')).toMatch(/^first(gm|mg){2}gg$/);
});

test('a request before the first replica is held, told that it loads, and served when one comes up', async () => {
  const reply = bench.ask({ stream: true });
  await until(() => reply.text.includes(': loading\n\n'));

  await bench.replica.beat(bench.gateway.url);
  await until(() => bench.replica.jobs.length === 1);
  bench.job(0).finish();
  await reply.ended;

  expect(reply.text).toContain('data: [DONE]');
});

test('while somebody waits and nothing is up, one replica is wanted', async () => {
  expect(await bench.gateway.metric('llm_desired_replicas{role="chat"}')).toBe(0);
  const reply = bench.ask({ stream: true });
  await until(() => reply.status === 200);

  expect(await bench.gateway.metric('llm_desired_replicas{role="chat"}')).toBe(1);
});
