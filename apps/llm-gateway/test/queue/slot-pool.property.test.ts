import fc from 'fast-check';
import { SlotPool, type Lease } from '../../src/queue/slot-pool';
import type { Ticket } from '../../src/queue/ticket';

const REPLICAS = ['r', 's', 't'] as const;
const SLOTS = 3;
const LIMIT = 6;

/** Guards as they really are: they own the limit and are never wrong. `used` are slots lent by whomever. */
interface World {
  readonly pool: SlotPool<Ticket>;
  readonly waiting: Set<number>;
  readonly running: Map<number, Lease<Ticket>>;
  arrived: number;
}

const replica = fc.constantFrom(...REPLICAS);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('enqueue' as const), bot: fc.constantFrom('a', 'b', 'c') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('release' as const), at: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      replica,
      foreign: fc.nat(SLOTS),
      draining: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), at: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('hand back' as const),
      at: fc.nat(20),
      why: fc.constantFrom('full' as const, 'unavailable' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('silence' as const), replica }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), replica }) },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;
const actions = fc.array(action, { maxLength: 80 });

test('no replica ever has more leases than slots', () => {
  everyHistory((world) => {
    for (const id of REPLICAS) {
      const leases = [...world.running.values()].filter((lease) => lease.replica === id);
      expect(leases.length).toBeLessThanOrEqual(SLOTS);
    }
  });
});

test('nobody is lost: each ticket waits, runs or is over, and is in one of them only', () => {
  everyHistory((world) => {
    expect(new Set(world.pool.order().map(({ id }) => id))).toEqual(world.waiting);
    expect(world.pool.occupation().leased).toBeLessThanOrEqual(world.running.size);
    expect([...world.running.keys()].filter((id) => world.waiting.has(id))).toEqual([]);
  });
});

test('no slot is free while somebody waits', () => {
  everyHistory((world) => {
    if (world.waiting.size > 0) expect(world.pool.occupation().free).toBe(0);
  });
});

test('one release wakes at most one ticket, and every ticket that is woken was waiting', () => {
  everyHistory(
    () => undefined,
    (before, leases, { do: done }) => {
      if (done === 'release') expect(leases.length).toBeLessThanOrEqual(1);
      for (const { ticket } of leases) expect(before.has(ticket.id)).toBe(true);
      expect(new Set(leases.map(({ ticket }) => ticket.id)).size).toBe(leases.length);
    },
  );
});

test('the line never grows beyond its limit except by tickets that are handed back', () => {
  everyHistory((world) => expect(world.waiting.size).toBeLessThanOrEqual(LIMIT + REPLICAS.length * SLOTS));
});

test('once every replica is up and every request ends, everybody has been served', () => {
  fc.assert(
    fc.property(actions, (history) => {
      const world = newWorld();
      for (const step of history) act(world, step);
      for (let round = 0; world.running.size + world.waiting.size > 0; round += 1) {
        for (const id of REPLICAS) act(world, { do: 'report', replica: id, foreign: 0, draining: false });
        act(world, { do: 'release', at: 0 });
        expect(round).toBeLessThan(200);
      }
    }),
  );
});

type Woken = (before: ReadonlySet<number>, leases: readonly Lease<Ticket>[], step: Action) => void;

/** Runs random histories and checks the world after every step. */
function everyHistory(check: (world: World) => void, woken: Woken = () => undefined): void {
  fc.assert(
    fc.property(actions, (history) => {
      const world = newWorld();
      for (const step of history) {
        const before = new Set(world.waiting).add(world.arrived + 1);
        for (const lease of world.running.values()) if (step.do === 'hand back') before.add(lease.ticket.id);
        woken(before, act(world, step), step);
        check(world);
      }
    }),
    { numRuns: 300 },
  );
}

function newWorld(): World {
  return { pool: new SlotPool<Ticket>({ limit: LIMIT }), waiting: new Set(), running: new Map(), arrived: 0 };
}

function act(world: World, step: Action): readonly Lease<Ticket>[] {
  const leases = perform(world, step);
  for (const lease of leases) {
    world.waiting.delete(lease.ticket.id);
    world.running.set(lease.ticket.id, lease);
  }
  return leases;
}

function perform(world: World, step: Action): readonly Lease<Ticket>[] {
  const { pool, waiting, running } = world;
  switch (step.do) {
    case 'enqueue': {
      const ticket = { id: (world.arrived += 1), bot: step.bot };
      const result = pool.enqueue(ticket);
      if (result === 'full') return [];
      waiting.add(ticket.id);
      return result;
    }
    case 'release':
    case 'hand back': {
      const lease = [...running.values()][step.at % Math.max(1, running.size)];
      if (!lease) return [];
      running.delete(lease.ticket.id);
      if (step.do === 'release') return pool.release(lease);
      waiting.add(lease.ticket.id);
      return pool.handBack(lease, step.why);
    }
    case 'report': {
      const own = [...running.values()].filter((lease) => lease.replica === step.replica).length;
      const busy = Math.min(SLOTS, own + step.foreign);
      return pool.report(step.replica, { total: SLOTS, busy, draining: step.draining });
    }
    case 'cancel': {
      const gone = pool.order()[step.at % Math.max(1, waiting.size)];
      if (gone) waiting.delete(gone.id);
      if (gone) expect(pool.cancel(gone)).toBe(true);
      return [];
    }
    case 'silence':
      pool.silence(step.replica);
      return [];
    case 'forget':
      pool.forget(step.replica);
      return [];
  }
}
