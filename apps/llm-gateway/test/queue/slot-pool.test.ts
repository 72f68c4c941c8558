import { SlotPool, type Lease, type Report } from '../../src/queue/slot-pool';
import type { Ticket } from '../../src/queue/ticket';

const ticket = (id: number, bot = 'bot'): Ticket => ({ id, bot });
const up = (over: Partial<Report> = {}): Report => ({ total: 5, busy: 0, draining: false, ...over });
const granted = (result: readonly Lease<Ticket>[] | 'full') => (result === 'full' ? [] : result);
const ids = (leases: readonly Lease<Ticket>[] | 'full') => granted(leases).map((lease) => lease.ticket.id);

/** A pool with one replica whose slots are all lent. */
function fullPool({ limit = 10, slots = 5 } = {}) {
  const pool = new SlotPool<Ticket>({ limit });
  pool.report('r', up({ total: slots }));
  const leases = Array.from({ length: slots }, (_, at) => granted(pool.enqueue(ticket(at))).at(0) as Lease<Ticket>);
  return { pool, leases };
}

test('five of six run, and the sixth runs when one of them ends', () => {
  const { pool, leases } = fullPool();

  expect(ids(pool.enqueue(ticket(6)))).toEqual([]);
  expect(pool.waiting).toBe(1);
  expect(ids(pool.release(leases[2] as Lease<Ticket>))).toEqual([6]);
});

test('a lease that is released twice frees one slot', () => {
  const { pool, leases } = fullPool({ slots: 1 });
  pool.enqueue(ticket(6));
  pool.enqueue(ticket(7));

  expect(ids(pool.release(leases[0] as Lease<Ticket>))).toEqual([6]);
  expect(ids(pool.release(leases[0] as Lease<Ticket>))).toEqual([]);
});

test('the line is bounded, and the one too many is told so', () => {
  const { pool } = fullPool({ limit: 1 });
  pool.enqueue(ticket(6));

  expect(pool.enqueue(ticket(7))).toBe('full');
});

test('a new replica serves as many as it has slots, in order', () => {
  const pool = new SlotPool<Ticket>({ limit: 10 });
  for (const id of [1, 2, 3]) pool.enqueue(ticket(id));

  expect(ids(pool.report('r', up({ total: 2 })))).toEqual([1, 2]);
});

test('slots that another gateway uses are not lent', () => {
  const pool = new SlotPool<Ticket>({ limit: 10 });
  pool.report('r', up({ busy: 4 }));

  expect([pool.enqueue(ticket(1)), pool.enqueue(ticket(2))].flatMap(ids)).toEqual([1]);
});

test('a report that still counts a lease just released does not take its slot away', () => {
  const { pool, leases } = fullPool();
  pool.release(leases[0] as Lease<Ticket>);

  pool.report('r', up({ busy: 5 }));

  expect(pool.occupation()).toMatchObject({ foreign: 0, free: 1 });
});

test('a refused ticket is next again, and its replica is tried again only after a release or a report', () => {
  const { pool, leases } = fullPool();
  const [refused] = granted(pool.release(leases[0] as Lease<Ticket>)).concat(granted(pool.enqueue(ticket(6))));
  pool.enqueue(ticket(7));

  expect(ids(pool.handBack(refused as Lease<Ticket>, 'full'))).toEqual([]);
  expect(pool.order().map(({ id }) => id)).toEqual([6, 7]);
  expect(ids(pool.release(leases[1] as Lease<Ticket>))).toEqual([6]);
  expect(ids(pool.report('r', up({ busy: 4 })))).toEqual([7]);
});

test('a refused ticket goes to another replica that has a slot', () => {
  const pool = new SlotPool<Ticket>({ limit: 10 });
  pool.report('r', up());
  pool.report('s', up());
  const [lease] = granted(pool.enqueue(ticket(1))) as [Lease<Ticket>];

  const [again] = pool.handBack(lease, 'full') as [Lease<Ticket>];

  expect(again.ticket.id).toBe(1);
  expect(again.replica).not.toBe(lease.replica);
});

test.each([
  ['silent', (pool: SlotPool<Ticket>) => pool.silence('r')],
  ['draining', (pool: SlotPool<Ticket>) => pool.report('r', up({ draining: true }))],
  ['gone', (pool: SlotPool<Ticket>) => pool.forget('r')],
])('a replica that is %s gets nothing new until it reports again', (_, happen) => {
  const pool = new SlotPool<Ticket>({ limit: 10 });
  pool.report('r', up());
  happen(pool);

  expect(ids(pool.enqueue(ticket(1)))).toEqual([]);
  expect(ids(pool.report('r', up()))).toEqual([1]);
});

test('leases of a replica that was forgotten and came back still count', () => {
  const { pool } = fullPool();
  pool.enqueue(ticket(6));
  pool.forget('r');

  expect(ids(pool.report('r', up()))).toEqual([]);
});
