import { createLog } from '@perchoir/service/log';
import { until } from './fixtures/ask';
import { useBench } from './fixtures/bench';

const bench = useBench();

test('an answer leaves one line that says where it ran, and nothing of what was asked or answered', async () => {
  const lines: string[] = [];
  const log = createLog({ service: 'llm-gateway', destination: { write: (line) => void lines.push(line) } });
  await bench.restart({ log });
  await bench.replica.beat(bench.gateway.url);
  const reply = bench.ask({ content: 'a private question', bot: 'demo' });
  await until(() => bench.replica.jobs.length === 1);

  bench.job(0).token('a private answer');
  bench.job(0).finish();
  await reply.ended;
  await until(() => lines.some((line) => line.includes('answered')));

  const answered = lines.filter((line) => line.includes('answered')).map((line) => JSON.parse(line) as object);
  expect(answered).toEqual([expect.objectContaining({ model: 'small', bot: 'demo', replica: 'r' })]);
  expect(lines.join()).not.toContain('private');
});
