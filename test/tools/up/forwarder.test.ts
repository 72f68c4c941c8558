import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { Forwarder, type Target } from '../../../tools/up/services/forwarder';
import { Rotation } from '../../../tools/up/services/rotation';

describe('a service', () => {
  const servers: Server[] = [];
  const forwarders: Forwarder[] = [];

  afterEach(async () => {
    await Promise.all(forwarders.splice(0).map((forwarder) => forwarder.close()));
    for (const server of servers.splice(0)) server.close();
  });

  async function pod(name: string): Promise<Target> {
    const server = createServer((socket) => socket.end(name)).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return { address: '127.0.0.1', port: (server.address() as AddressInfo).port };
  }

  async function service(targets: () => readonly Target[]): Promise<() => Promise<string>> {
    const free = await pod('to find a free port');
    servers.pop()?.close();
    const forwarder = new Forwarder({ name: 'test', listen: free, targets });
    await forwarder.open();
    forwarders.push(forwarder);
    return () => text(connect(free.port, free.address));
  }

  test('hands connections to its pods in turn', async () => {
    const targets = [await pod('a'), await pod('b'), await pod('c')];
    const ask = await service(() => targets);
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual(['a', 'b', 'c', 'a']);
  });

  test('passes over a pod that refuses', async () => {
    const gone = await pod('gone');
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const well = await pod('well');
    const ask = await service(() => [gone, well]);
    expect([await ask(), await ask()]).toEqual(['well', 'well']);
  });

  test('refuses while no pod is ready', async () => {
    const ask = await service(() => []);
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('says which address it cannot have', async () => {
    const taken = await pod('taken');
    const forwarder = new Forwarder({ name: 'llm/llm-gateway', listen: taken, targets: () => [] });
    await expect(forwarder.open()).rejects.toThrow(`service llm/llm-gateway cannot listen on 127.0.0.1:${taken.port}`);
  });
});

test('a rotation begins with each target equally often, and offers the others as fallbacks', () => {
  const rotation = new Rotation<string>();
  const rounds = Array.from({ length: 4 }, () => rotation.next(['a', 'b']).join(''));
  expect(rounds).toEqual(['ab', 'ba', 'ab', 'ba']);
  expect(rotation.next([])).toEqual([]);
});
