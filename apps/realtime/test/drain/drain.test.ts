import fc from 'fast-check';
import { closeInWaves } from '../../src/drain/drain';

test('every connection is told when to come back, then closed, once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(200), async (count) => {
      const told: string[][] = Array.from({ length: count }, () => []);
      const connections = told.map((events) => ({
        emit: (event: string, { retryAfterMs }: { retryAfterMs: number }) =>
          events.push(retryAfterMs >= 0 && retryAfterMs < 2_000 ? event : 'too late'),
        disconnect: () => events.push('disconnect'),
      }));
      await closeInWaves(connections, { spreadMs: 1_000, wait: async () => undefined });
      for (const events of told) expect(events).toEqual(['draining', 'disconnect']);
    }),
  );
});

test('connections are closed in five waves over the given time', async () => {
  const waits: number[] = [];
  const connections = Array.from({ length: 100 }, () => ({ emit: () => true, disconnect: () => true }));
  await closeInWaves(connections, { spreadMs: 1_000, wait: async (ms) => waits.push(ms) });
  expect(waits).toEqual([200, 200, 200, 200, 200]);
});

test('pages are spread over the time they come back in', async () => {
  const times = new Set<number>();
  const connections = Array.from({ length: 50 }, () => ({
    emit: (_: string, { retryAfterMs }: { retryAfterMs: number }) => times.add(retryAfterMs),
    disconnect: () => true,
  }));
  await closeInWaves(connections, { spreadMs: 0, wait: async () => undefined });
  expect(times.size).toBeGreaterThan(25);
});
