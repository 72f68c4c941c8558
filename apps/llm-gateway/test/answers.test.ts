import { until } from './fixtures/ask';
import { textOf, useBench } from './fixtures/bench';

const bench = useBench();

test('headers say which replica answered and how long the request waited', async () => {
  await bench.replica.beat(bench.gateway.url);
  const replies = [bench.ask(), bench.ask({ stream: true })];
  await until(() => bench.replica.jobs.length === 2);
  for (const running of bench.replica.jobs) running.token('hi');
  for (const running of bench.replica.jobs) running.finish();
  await Promise.all(replies.map(({ ended }) => ended));

  for (const { headers } of replies)
    expect(headers).toMatchObject({ 'x-replica': 'r', 'x-queue-ms': expect.stringMatching(/^\d{1,3}$/) });
  expect(JSON.parse(textOf(replies[0]))).toMatchObject({ choices: [{ message: { content: 'hi' } }] });
});

test('a model is listed once a replica serves it', async () => {
  await bench.replica.beat(bench.gateway.url);
  const reply = bench.ask({ path: '/v1/models', method: 'GET' });
  await reply.ended;

  expect(JSON.parse(reply.text)).toMatchObject({ object: 'list', data: [{ id: 'small', object: 'model' }] });
});

test('embeddings have slots of their own', async () => {
  await bench.replica.beat(bench.gateway.url, { slots: { total: 0, busy: 0 } });
  const embedder = await bench.secondReplica('e');
  await embedder.beat(bench.gateway.url, { role: 'embeddings', model: 'e5' });

  const chat = bench.ask({ stream: true });
  bench.ask({ path: '/v1/embeddings', body: '{"model":"e5","input":"query: hello"}' });
  await until(() => embedder.taken === 1 && chat.text.includes('position=1'));

  expect(bench.replica.taken).toBe(0);
});

test('turns of a conversation stay on one replica while it is not busier', async () => {
  const second = await bench.secondReplica('s');
  await Promise.all([bench.replica.beat(bench.gateway.url), second.beat(bench.gateway.url)]);

  for (let turn = 0; turn < 6; turn += 1) {
    const reply = bench.ask({ conversation: 'one' });
    await until(() => bench.replica.taken + second.taken === turn + 1);
    for (const running of [...bench.replica.jobs, ...second.jobs]) running.finish();
    await reply.ended;
  }

  expect([bench.replica.taken, second.taken].sort()).toEqual([0, 6]);
});
