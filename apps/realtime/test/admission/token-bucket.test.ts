import fc from 'fast-check';
import { TokenBucket } from '../../src/admission/token-bucket';

test('never gives more than its capacity and its rate allow, whenever it is asked', () => {
  const pauses = fc.array(fc.nat(2_000), { maxLength: 100 });
  fc.assert(
    fc.property(pauses, fc.integer({ min: 1, max: 20 }), (steps, capacity) => {
      let now = 0;
      let given = 0;
      const bucket = new TokenBucket({ capacity, refillPerSecond: 2, now: () => now });
      for (const step of steps) {
        now += step;
        if (bucket.take()) given += 1;
        expect(given).toBeLessThanOrEqual(capacity + (now / 1_000) * 2 + 1e-6);
      }
    }),
  );
});

test('says how long to wait for the next token', () => {
  let now = 0;
  const bucket = new TokenBucket({ capacity: 1, refillPerSecond: 0.5, now: () => now });
  bucket.take();
  expect(bucket.waitMs).toBe(2_000);
  now = 1_999;
  expect(bucket.take()).toBe(false);
  now = 2_001;
  expect(bucket.take()).toBe(true);
});
