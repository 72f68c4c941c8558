import { drain } from '../src/drain';
import { until } from './fixtures/ask';
import { useBench } from './fixtures/bench';

const bench = useBench();

test('a stop lets a running answer finish, and ends soon after it', async () => {
  await bench.replica.beat(bench.gateway.url);
  const reply = bench.ask({ stream: true });
  await until(() => bench.replica.jobs.length === 1);

  const drained = drain(bench.gateway.app, bench.gateway.server, 10_000);
  bench.job(0).token('last words');
  bench.job(0).finish();
  await Promise.all([drained, reply.ended]);

  expect(reply.text).toMatch(/last words.*DONE/s);
});

test('an answer that outlasts the grace period is cut, and its work aborted', async () => {
  await bench.replica.beat(bench.gateway.url);
  bench.ask({ stream: true });
  await until(() => bench.replica.jobs.length === 1);

  const startedAt = performance.now();
  await drain(bench.gateway.app, bench.gateway.server, 1_200);

  expect(performance.now() - startedAt).toBeLessThan(1_200);
  await until(() => bench.job(0).isAborted());
});
