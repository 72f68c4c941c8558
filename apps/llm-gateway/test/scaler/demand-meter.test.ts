import { PeerMap } from '../../src/peers/peer-map';
import type { PoolView } from '../../src/queue/admission';
import { DemandMeter } from '../../src/scaler/demand-meter';
import { GlobalDemand } from '../../src/scaler/global-demand';

const goals = { slotsPerReplica: 5, targetUse: 0.8, queueWaitSeconds: 10, minReplicas: 0, maxReplicas: 50 };
const pool = (over: Partial<PoolView>): PoolView => ({
  role: 'chat',
  model: 'small',
  wasServed: true,
  waiting: 0,
  oldestWaitMs: 0,
  openReplicas: 0,
  occupation: { total: 0, leased: 0, foreign: 0, free: 0 },
  ...over,
});

/** A meter whose clock and lines the test sets, and what is wanted by it alone. */
function meterOf(pools: PoolView[] = []) {
  const clock = { ms: 0 };
  const now = () => clock.ms;
  const meter = new DemandMeter(() => pools, now);
  return { clock, pools, meter, demand: new GlobalDemand({ goals, own: meter, peers: new PeerMap(), now }) };
}

test('the first request after a pause activates at once, and only the first', () => {
  const { meter, clock } = meterOf();
  const activated: string[] = [];
  meter.onActivation((role) => activated.push(role));

  meter.entered('chat');
  meter.entered('chat');
  clock.ms = 300_000;
  meter.entered('chat');

  expect(activated).toEqual(['chat', 'chat']);
});

test('one replica stays for five minutes after the last request, then none', () => {
  const { meter, demand, clock } = meterOf();
  meter.entered('chat');

  clock.ms = 299_999;
  expect(demand.desired('chat')).toBe(1);
  clock.ms = 300_000;
  expect(demand.desired('chat')).toBe(0);
});

test('slots that other gateways use count as demand', () => {
  const { demand } = meterOf([pool({ openReplicas: 2, occupation: { total: 10, leased: 4, foreign: 5, free: 1 } })]);

  expect(demand.desired('chat')).toBe(3);
});

test('roles are scaled apart', () => {
  const { demand } = meterOf([pool({ role: 'embeddings', model: 'e5', waiting: 9 })]);

  expect([demand.desired('chat'), demand.desired('embeddings')]).toEqual([0, 2]);
});

test('a backlog counts less once replicas are known to start slowly and requests to be short', () => {
  const { meter, demand } = meterOf([
    pool({ waiting: 4, openReplicas: 1, occupation: { total: 5, leased: 4, foreign: 0, free: 1 } }),
  ]);
  const before = demand.desired('chat');

  meter.served('chat', 500);

  expect([before, demand.desired('chat')]).toEqual([2, 1]);
});

test('an answer that began long ago keeps its replica', () => {
  const { meter, demand, clock } = meterOf([
    pool({ openReplicas: 1, occupation: { total: 5, leased: 1, foreign: 0, free: 4 } }),
  ]);
  meter.entered('chat');
  clock.ms = 600_000;

  expect([demand.isActive('chat'), demand.desired('chat')]).toEqual([true, 1]);
});
