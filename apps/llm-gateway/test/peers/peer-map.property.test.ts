import fc from 'fast-check';
import { PeerMap, type PeerReport } from '../../src/peers/peer-map';
import { together, type RoleDemand } from '../../src/scaler/demand';

const KEEP_MS = 15_000;

const demand: fc.Arbitrary<RoleDemand> = fc.record({
  leased: fc.nat(20),
  running: fc.nat(40),
  queued: fc.nat(100),
  oldestWaitSeconds: fc.nat(120),
  readyReplicas: fc.nat(8),
  serviceSeconds: fc.double({ min: 0, max: 600, noNaN: true }),
  startSeconds: fc.double({ min: 0, max: 600, noNaN: true }),
  isActive: fc.boolean(),
});

/** A version of a gateway says one thing only: its content follows from its name, epoch and sequence. */
const report: fc.Arbitrary<PeerReport> = fc
  .record({ peer: fc.constantFrom('a', 'b', 'c'), epoch: fc.nat(3), sequence: fc.nat(5) })
  .map(({ peer, epoch, sequence }) => {
    const said = { ...nothing, queued: epoch * 10 + sequence };
    return { peer, epoch, sequence, roles: { chat: said, embeddings: nothing } };
  });
const history = fc.array(fc.record({ report, afterMs: fc.nat(10_000) }), { maxLength: 40 });

const nothing: RoleDemand = {
  leased: 0,
  running: 0,
  queued: 0,
  oldestWaitSeconds: 0,
  readyReplicas: 0,
  serviceSeconds: 0,
  startSeconds: 0,
  isActive: false,
};

const version = ({ epoch, sequence }: PeerReport) => epoch * 1_000 + sequence;

test('order and duplication do not matter', () => {
  const shuffled = fc.array(report, { maxLength: 30 }).chain((reports) => {
    const twice = [...reports, ...reports];
    return fc.tuple(fc.constant(reports), fc.shuffledSubarray(twice, { minLength: twice.length }));
  });
  fc.assert(fc.property(shuffled, ([reports, others]) => expect(liveAfter(reports)).toEqual(liveAfter(others))));
});

test('of each gateway counts the last epoch, and of that the last report', () => {
  fc.assert(
    fc.property(fc.array(report, { maxLength: 30 }), (reports) => {
      for (const { peer, ...live } of liveAfter(reports)) {
        const all = reports.filter((one) => one.peer === peer).map(version);
        expect(version({ peer, ...live })).toBe(Math.max(...all));
      }
      expect(liveAfter(reports).map(({ peer }) => peer)).toEqual([...new Set(reports.map(({ peer }) => peer))].sort());
    }),
  );
});

test('a gateway counts for fifteen seconds from the first time that its last report was heard', () => {
  fc.assert(
    fc.property(history, fc.nat(40_000), (steps, laterMs) => {
      const map = new PeerMap(KEEP_MS);
      const heard: { report: PeerReport; at: number }[] = [];
      let now = 0;
      for (const step of steps) {
        now += step.afterMs;
        heard.push({ report: step.report, at: now });
        map.merge(step.report, now);
      }
      now += laterMs;

      const expected = ['a', 'b', 'c'].filter((peer) => {
        const own = heard.filter((one) => one.report.peer === peer);
        const last = Math.max(...own.map((one) => version(one.report)));
        const first = own.find((one) => version(one.report) === last);
        return first !== undefined && now - first.at < KEEP_MS;
      });
      expect(map.live(now).map(({ peer }) => peer)).toEqual(expected);
    }),
  );
});

test('news is told from copies', () => {
  fc.assert(
    fc.property(report, (one) => {
      const map = new PeerMap();
      expect([map.merge(one, 0), map.merge(one, 1)]).toEqual([true, false]);
    }),
  );
});

test('names without end do not take memory without end, and the dead make room', () => {
  const map = new PeerMap(KEEP_MS);
  const named = (peer: string) => ({ peer, epoch: 1, sequence: 1, roles: { chat: nothing, embeddings: nothing } });
  for (let at = 0; at < 300; at += 1) map.merge(named(`p${at}`), 0);

  expect(map.live(0)).toHaveLength(256);
  expect(map.merge(named('late'), KEEP_MS)).toBe(true);
});

test('demand seen together does not depend on who is asked', () => {
  const several = fc
    .array(demand, { minLength: 1, maxLength: 6 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  fc.assert(fc.property(several, ([all, others]) => expect(together(all)).toEqual(together(others))));
});

test('nothing that one gateway lent or has in line is lost in what all see together', () => {
  fc.assert(
    fc.property(fc.array(demand, { minLength: 1, maxLength: 6 }), (all) => {
      const seen = together(all);
      expect(seen.running).toBeGreaterThanOrEqual(all.reduce((sum, { leased }) => sum + leased, 0));
      expect(seen.queued).toBe(all.reduce((sum, { queued }) => sum + queued, 0));
      expect(seen.isActive).toBe(all.some(({ isActive }) => isActive));
    }),
  );
});

function liveAfter(reports: readonly PeerReport[]): readonly PeerReport[] {
  const map = new PeerMap(KEEP_MS);
  reports.forEach((one) => map.merge(one, 0));
  return map.live(0);
}
