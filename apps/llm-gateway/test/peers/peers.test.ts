import { createLog } from '@perchoir/service/log';
import { ask, until, waitFor } from '../fixtures/ask';
import { createIdentities, type Identities } from '../fixtures/identity';
import { ScaledGateways, type GatewaySetup, type ScaledGateway } from '../fixtures/scaled-gateways';

let identities: Identities;
let gateways: ScaledGateways;

beforeAll(async () => {
  identities = await createIdentities();
});
afterAll(() => identities.remove());
beforeEach(() => {
  gateways = new ScaledGateways(identities);
});
afterEach(() => gateways.stop());

/** Two gateways that hear each other. */
async function pair(now?: () => number): Promise<[ScaledGateway, ScaledGateway]> {
  const lines: string[] = [];
  const log = createLog({ service: 'llm-gateway', destination: { write: (line) => void lines.push(line) } });
  const setup = { log, ...(now ? { now } : {}) };
  const [a, b] = [await gateways.start({ name: 'a', ...setup }), await gateways.start({ name: 'b', ...setup })];
  await until(() => lines.filter((line) => line.includes('gateway is heard')).length === 2);
  return [a, b];
}

test('a request at one gateway is pushed to who streams from another, without waiting for a poll', async () => {
  const clock = { ms: 0 };
  const [a, b] = await pair(() => clock.ms);
  const stream = await a.keda.stream();
  const tookMs: number[] = [];

  for (let round = 1; round <= 5; round += 1) {
    const askedAt = performance.now();
    const reply = ask(b);
    await until(() => stream.pushes.length === round);
    tookMs.push(performance.now() - askedAt);
    reply.leave();
    // Five minutes pass, after which nobody is active.
    clock.ms += 300_000;
    await waitFor(async () => !(await b.keda.isActive()) && !(await a.keda.isActive()));
  }

  // The median: the machine that runs the test may be busy for once.
  expect(tookMs.sort((one, other) => one - other)[2]).toBeLessThan(1_000);
}, 10_000);

test('every gateway answers with what all of them want', async () => {
  const [a, b] = await pair();

  for (let count = 0; count < 6; count += 1) ask(a);
  for (let count = 0; count < 6; count += 1) ask(b);

  await waitFor(async () => (await a.keda.desired()) === 3 && (await b.keda.desired()) === 3);
});

test('a second gateway that becomes active is no news', async () => {
  const [a, b] = await pair();
  const stream = await a.keda.stream();

  ask(b);
  await until(() => stream.pushes.length > 0);
  for (let count = 0; count < 5; count += 1) ask(a);
  await waitFor(async () => (await b.keda.desired()) === 2);

  expect(stream.pushes).toEqual([true]);
});

test('a gateway that dies is forgotten after fifteen seconds, and not before', async () => {
  const clock = { ms: 0 };
  const [a, b] = await pair(() => clock.ms);
  for (let count = 0; count < 6; count += 1) ask(b);
  await waitFor(async () => (await a.keda.desired()) === 2);

  b.scaler.destroy();
  clock.ms = 14_999;
  expect(await a.keda.desired()).toBe(2);
  clock.ms = 15_000;
  expect(await a.keda.desired()).toBe(0);
});

test('a gateway that begins anew under its name replaces what it was', async () => {
  const [a, b] = await pair();
  for (let count = 0; count < 6; count += 1) ask(b);
  await waitFor(async () => (await a.keda.desired()) === 2);

  b.scaler.destroy();
  await gateways.start({ name: 'b', epoch: 2 });

  await waitFor(async () => (await a.keda.desired()) === 0);
}, 10_000);

test('a gateway does not count itself, whatever address it has', async () => {
  const alone = await gateways.start({ name: 'a' });
  for (let count = 0; count < 6; count += 1) ask(alone);
  await waitFor(async () => (await alone.keda.desired()) === 2);

  await new Promise((resolve) => setTimeout(resolve, 2_500));

  expect(await alone.keda.desired()).toBe(2);
});

test.each<[string, () => Partial<GatewaySetup>, RegExp]>([
  ['of another tier is told nothing', () => ({ tls: identities.realtime }), /Only gateways may watch/],
  ['with the certificate of a database role is told nothing', () => ({ tls: identities.role }), /Only gateways may/],
  [
    'does not listen to a peer of another name',
    () => ({ serverName: 'llm-gateway.llm.svc' }),
    /altname|alt name|No connection/i,
  ],
])('a gateway %s', async (_, setup, reason) => {
  const lines: string[] = [];
  const log = createLog({ service: 'llm-gateway', destination: { write: (line) => void lines.push(line) } });
  const b = await gateways.start({ name: 'b' });
  const stranger = await gateways.start({ name: 'a', log, ...setup() });
  await until(() => lines.some((line) => line.includes('is not heard')));

  ask(b);
  await waitFor(() => b.keda.isActive());

  expect(lines.join()).toMatch(reason);
  expect(await stranger.keda.isActive()).toBe(false);
});
