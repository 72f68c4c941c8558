import fc from 'fast-check';
import { SlotCounter, type Lease } from '../../src/slots/slot-counter';

const SLOTS = 5;

type Step =
  { readonly act: 'acquire' | 'drain' | 'resume' } | { readonly act: 'finish' | 'abort'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ act: 'acquire' } as const) },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('finish', 'abort'), which: fc.nat(SLOTS) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('drain', 'resume') }) },
);

describe('SlotCounter', () => {
  test('whatever happens in whatever order, it never leases more than its slots and comes back to none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (steps) => {
        const slots = new SlotCounter(SLOTS);
        const held: Lease[] = [];
        let draining = false;
        for (const { act, ...rest } of steps) {
          if (act === 'drain' || act === 'resume') {
            draining = act === 'drain';
            if (draining) slots.drain();
            else slots.resume();
          } else if (act === 'acquire') {
            const expected = draining ? 'draining' : held.length === SLOTS ? 'full' : 'granted';
            const got = slots.acquire();
            expect(got.kind).toBe(expected);
            if (got.kind === 'granted') held.push(got.lease);
          } else {
            const [lease] = held.splice((rest as { which: number }).which, 1);
            lease?.release();
            // An aborted request releases twice: once by its abort, once by its end.
            if (act === 'abort') lease?.release();
          }
          expect(slots.view).toEqual({ total: SLOTS, busy: held.length, draining });
        }
        const idle = slots.idle();
        for (const lease of held) lease.release();
        await idle;
        expect(slots.view.busy).toBe(0);
      }),
    );
  });

  test('a close is final', () => {
    const slots = new SlotCounter(1);
    slots.close();
    expect(slots.resume()).toBe(false);
    expect(slots.acquire().kind).toBe('draining');
  });

  test('work of the engine that nobody leases takes slots out of service until it is gone', () => {
    const slots = new SlotCounter(2);
    slots.quarantine(2);
    expect(slots.acquire().kind).toBe('full');
    slots.quarantine(0);
    expect(slots.acquire().kind).toBe('granted');
  });

  test('tells of the begin and the end of a drain once each', () => {
    const slots = new SlotCounter(1);
    const seen: boolean[] = [];
    slots.onDrainChange(() => seen.push(slots.view.draining));
    slots.drain();
    slots.drain();
    slots.resume();
    expect(seen).toEqual([true, false]);
  });
});
