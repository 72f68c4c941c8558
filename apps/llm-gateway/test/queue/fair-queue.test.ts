import fc from 'fast-check';
import { FairQueue } from '../../src/queue/fair-queue';
import type { Ticket } from '../../src/queue/ticket';

const ticket = (id: number, bot: string): Ticket => ({ id, bot });
const drain = (queue: FairQueue<Ticket>) => Array.from({ length: queue.size }, () => queue.next());
const bots = fc.constantFrom('a', 'b', 'c', 'd');

test('two bots take turns, however many tickets one of them brought first', () => {
  const queue = new FairQueue<Ticket>();
  for (const id of [1, 2, 3]) queue.add(ticket(id, 'greedy'));
  for (const id of [4, 5]) queue.add(ticket(id, 'modest'));

  expect(drain(queue).map((served) => served?.id)).toEqual([1, 4, 2, 5, 3]);
});

test('a bot of weight two gets two turns in a row', () => {
  const queue = new FairQueue<Ticket>((bot) => (bot === 'heavy' ? 2 : 1));
  for (const id of [1, 2, 3, 4]) queue.add(ticket(id, 'heavy'));
  for (const id of [5, 6]) queue.add(ticket(id, 'light'));

  expect(drain(queue).map((served) => served?.id)).toEqual([1, 2, 5, 3, 4, 6]);
});

test('a ticket that is put back is the next one again, and older tickets of its bot stay before it', () => {
  const queue = new FairQueue<Ticket>();
  for (const id of [1, 2, 3]) queue.add(ticket(id, 'a'));
  queue.add(ticket(4, 'b'));
  const [first, , second] = [queue.next(), queue.next(), queue.next()];

  for (const returned of [first, second]) if (returned) queue.putBack(returned);

  expect(drain(queue).map((served) => served?.id)).toEqual([1, 2, 3]);
});

test('a bot that comes late waits for one round of the others at most', () => {
  fc.assert(
    fc.property(fc.array(bots, { maxLength: 40 }), (early) => {
      const queue = new FairQueue<Ticket>();
      early.forEach((bot, id) => queue.add(ticket(id, bot)));
      queue.add(ticket(1_000, 'late'));

      const turn = drain(queue).findIndex((served) => served?.bot === 'late');

      expect(turn).toBeLessThanOrEqual(new Set(early).size);
    }),
  );
});

test('while two bots both wait, their turns divided by their weights differ by at most one', () => {
  const weights = fc.record({ a: fc.integer({ min: 1, max: 5 }), b: fc.integer({ min: 1, max: 5 }) });
  fc.assert(
    fc.property(weights, fc.array(fc.boolean(), { maxLength: 20 }), (weightOf, strangers) => {
      const queue = new FairQueue<Ticket>((bot) => weightOf[bot as 'a' | 'b'] ?? 1);
      for (let id = 0; id < 60; id += 1) queue.add(ticket(id, id % 2 ? 'a' : 'b'));
      const turns = { a: 0, b: 0 };
      for (let step = 0; step < 30; step += 1) {
        if (strangers[step]) queue.add(ticket(100 + step, `stranger ${step}`));
        const served = queue.next();
        if (served?.bot === 'a' || served?.bot === 'b') turns[served.bot] += 1;

        expect(Math.abs(turns.a / weightOf.a - turns.b / weightOf.b)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('the order that is told is the order that is served, whatever joined, left or was put back before', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), bot: bots }),
    fc.record({ kind: fc.constant('next' as const), putBack: fc.boolean() }),
    fc.record({ kind: fc.constant('cancel' as const), at: fc.nat(30) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new FairQueue<Ticket>((bot) => (bot === 'a' ? 3 : 1));
      steps.forEach((action, id) => {
        if (action.kind === 'add') queue.add(ticket(id, action.bot));
        if (action.kind === 'next') {
          const served = queue.next();
          if (served && action.putBack) queue.putBack(served);
        }
        if (action.kind === 'cancel') {
          const waiting = queue.order();
          const gone = waiting[action.at % Math.max(1, waiting.length)];
          if (gone) expect(queue.cancel(gone)).toBe(true);
        }
      });
      const told = queue.order();

      expect(told).toHaveLength(queue.size);
      expect(drain(queue)).toEqual(told);
    }),
  );
});
