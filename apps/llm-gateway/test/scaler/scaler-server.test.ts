import { ask, until, waitFor } from '../fixtures/ask';
import { createIdentities, type Identities } from '../fixtures/identity';
import { ScaledGateways, type ScaledGateway } from '../fixtures/scaled-gateways';

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

const OK = 0;

describe('one gateway', () => {
  let gateway: ScaledGateway;
  beforeEach(async () => {
    gateway = await gateways.start({ name: 'a' });
  });

  test('wants nothing while nobody asks, and has a target of one for each replica', async () => {
    expect(await gateway.keda.isActive()).toBe(false);
    expect(await gateway.keda.desired()).toBe(0);
    expect(await gateway.keda.targets()).toEqual([
      { metricName: 'desired-replicas', targetSize: 1, targetSizeFloat: 1 },
    ]);
  });

  test('says at once that somebody waits, and how many replicas that needs', async () => {
    const stream = await gateway.keda.stream();

    for (let count = 0; count < 7; count += 1) ask(gateway);
    await until(() => stream.pushes.length > 0);
    await waitFor(async () => (await gateway.keda.desired()) === 2);

    expect(stream.pushes).toEqual([true]);
    expect(await gateway.keda.isActive()).toBe(true);
  });

  test('says so to a stream that is opened later', async () => {
    ask(gateway);
    await waitFor(() => gateway.keda.isActive());

    const stream = await gateway.keda.stream();
    await until(() => stream.pushes.length > 0);

    expect(stream.pushes).toEqual([true]);
  });

  test('scales roles apart, and refuses one that does not exist', async () => {
    ask(gateway, { path: '/v1/embeddings', body: '{"model":"e5","input":"owl"}' });
    await waitFor(() => gateway.keda.isActive({ role: 'embeddings' }));

    expect(await gateway.keda.isActive({ role: 'chat' })).toBe(false);
    await expect(gateway.keda.desired({ role: 'songs' })).rejects.toMatchObject({
      code: 3,
      details: expect.stringContaining('chat, embeddings'),
    });
    expect(await (await gateway.keda.stream({ role: 'songs' })).ended).toBe(3);
  });

  test('ends its streams with OK when it stops', async () => {
    const stream = await gateway.keda.stream();

    await gateway.scaler.stop();

    expect(await stream.ended).toBe(OK);
  });

  test('does not keep a stream that KEDA left', async () => {
    const streams = await Promise.all(Array.from({ length: 32 }, () => gateway.keda.stream()));
    expect(await (await gateway.keda.stream()).ended).toBe(8);

    streams.forEach((stream) => stream.cancel());
    await waitFor(async () => {
      const stream = await gateway.keda.stream();
      stream.cancel();
      return (await stream.ended) === 1;
    });
  });
});
