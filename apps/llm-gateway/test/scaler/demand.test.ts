import fc from 'fast-check';
import { desiredReplicas, type Demand, type ScalingGoals } from '../../src/scaler/demand';

const goals: ScalingGoals = {
  slotsPerReplica: 5,
  targetUse: 0.8,
  queueWaitSeconds: 10,
  minReplicas: 0,
  maxReplicas: 50,
};
const quiet: Demand = {
  running: 0,
  queued: 0,
  oldestWaitSeconds: 0,
  readyReplicas: 0,
  serviceSeconds: 8,
  startSeconds: 60,
  isActive: false,
};
/** Four short requests run, four more wait: in the minute that a replica takes to start, one replica serves 150. */
const busy: Partial<Demand> = { running: 4, queued: 4, readyReplicas: 1, serviceSeconds: 2 };

test.each<[string, Partial<Demand>, number]>([
  ['nothing at all wants nothing', {}, 0],
  ['a recent request keeps one replica', { isActive: true }, 1],
  ['one request at zero replicas wants one', { queued: 1 }, 1],
  ['four running fill one replica to its target', { running: 4, readyReplicas: 1 }, 1],
  ['a fifth running request wants headroom', { running: 5, readyReplicas: 1 }, 2],
  ['a burst at zero replicas wants slots for everybody', { queued: 12 }, 3],
  ['a backlog that is gone before a new replica is up wants none', { ...busy, oldestWaitSeconds: 9 }, 1],
  ['the same backlog counts once the wait is too long', { ...busy, oldestWaitSeconds: 11 }, 2],
])('%s', (_, demand, replicas) => {
  expect(desiredReplicas({ ...quiet, ...demand }, goals)).toBe(replicas);
});

const demands = fc.record({
  running: fc.nat(200),
  queued: fc.nat(200),
  oldestWaitSeconds: fc.double({ min: 0, max: 300, noNaN: true }),
  readyReplicas: fc.nat(60),
  serviceSeconds: fc.double({ min: 0, max: 100, noNaN: true }),
  startSeconds: fc.double({ min: 0, max: 600, noNaN: true }),
  isActive: fc.boolean(),
});

test('it is a whole number within the bounds', () => {
  fc.assert(
    fc.property(demands, fc.nat(5), fc.integer({ min: 5, max: 50 }), (demand, minReplicas, maxReplicas) => {
      const replicas = desiredReplicas(demand, { ...goals, minReplicas, maxReplicas });

      expect(Number.isInteger(replicas)).toBe(true);
      expect(replicas).toBeGreaterThanOrEqual(minReplicas);
      expect(replicas).toBeLessThanOrEqual(maxReplicas);
    }),
  );
});

test('it never wants more than headroom for what runs or a slot for everybody', () => {
  fc.assert(
    fc.property(demands, (demand) => {
      const headroom = Math.ceil(demand.running / 4);
      const everybody = Math.ceil((demand.running + demand.queued) / 5);

      expect(desiredReplicas(demand, goals)).toBeLessThanOrEqual(Math.max(headroom, everybody, 1));
    }),
  );
});

test('more requests never want fewer replicas', () => {
  fc.assert(
    fc.property(demands, fc.nat(20), fc.nat(20), (demand, running, queued) => {
      const more = { ...demand, running: demand.running + running, queued: demand.queued + queued };

      expect(desiredReplicas(more, goals)).toBeGreaterThanOrEqual(desiredReplicas(demand, goals));
    }),
  );
});

test('replicas that come up never raise it, so a slow start cannot overshoot', () => {
  fc.assert(
    fc.property(demands, fc.nat(10), (demand, arrived) => {
      const later = { ...demand, readyReplicas: demand.readyReplicas + arrived };

      expect(desiredReplicas(later, goals)).toBeLessThanOrEqual(desiredReplicas(demand, goals));
    }),
  );
});

test('whoever waits is served by some replica', () => {
  fc.assert(
    fc.property(demands, fc.integer({ min: 1, max: 50 }), (demand, queued) => {
      const waiting = { ...demand, queued, readyReplicas: 0 };

      expect(desiredReplicas(waiting, goals)).toBeGreaterThanOrEqual(1);
    }),
  );
});
