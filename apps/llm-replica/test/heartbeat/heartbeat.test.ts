import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@perchoir/service/log';
import { callerTier, createTlsServer } from '@perchoir/service/tls';
import { writeCertificates } from '../../../../test/setup/certificates';
import { Heartbeat } from '../../src/heartbeat/heartbeat';
import type { ReplicaStatus } from '../../src/heartbeat/status';

const status: ReplicaStatus = {
  address: 'https://10.0.3.7:8080',
  role: 'chat',
  model: 'tiny',
  slots: { total: 5, busy: 2 },
  draining: false,
  contextTokens: 2_048,
  prefillTokensPerSecond: 240,
};

interface Beat {
  readonly gateway: string;
  readonly path: string | undefined;
  readonly caller: string | undefined;
  readonly body: unknown;
}

describe('Heartbeat', () => {
  let certs: string;
  let port: number;
  const gateways: Server[] = [];
  const beats: Beat[] = [];
  const lines: string[] = [];
  let addresses: string[] = [];
  let resolve = async () => addresses;
  let heartbeat: Heartbeat;

  beforeAll(async () => {
    certs = await mkdtemp(join(tmpdir(), 'heartbeat-'));
    await writeCertificates(certs, ['tier:llm']);
  });

  afterAll(() => rm(certs, { recursive: true }));

  beforeEach(async () => {
    beats.length = lines.length = 0;
    port = await startGateway('127.0.0.1', 0);
    await startGateway('127.0.0.2', port);
    addresses = ['127.0.0.1', '127.0.0.2'];
    resolve = async () => addresses;
    heartbeat = createHeartbeat();
  });

  afterEach(async () => {
    await heartbeat.stop();
    await Promise.all(gateways.splice(0).map(stopGateway));
  });

  async function startGateway(host: string, wanted: number): Promise<number> {
    const file = (name: string) => join(certs, name);
    const files = { certFile: file('server.crt'), keyFile: file('server.key'), caFile: file('ca.crt') };
    const server = createTlsServer(
      files,
      (request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const body: unknown = JSON.parse(Buffer.concat(parts).toString());
          beats.push({ gateway: host, path: request.url, caller: callerTier(request), body });
          response.writeHead(204).end();
        });
      },
      { onReloadError: () => undefined },
    );
    await new Promise<void>((resolve) => server.listen(wanted, host, resolve));
    gateways.push(server);
    return (server.address() as AddressInfo).port;
  }

  function createHeartbeat(): Heartbeat {
    const file = (name: string) => join(certs, name);
    return new Heartbeat({
      id: 'replica/0',
      // The certificate is for `localhost`; the name of the URL is never verified.
      gateway: {
        url: `https://gateways.test:${port}`,
        serverName: 'localhost',
        caFile: file('ca.crt'),
        certFile: file('tier-llm.crt'),
        keyFile: file('tier-llm.key'),
      },
      status: () => status,
      resolve: () => resolve(),
      log: createLog({ service: 'llm-replica', destination: { write: (line: string) => void lines.push(line) } }),
    });
  }

  const messages = () => lines.map((line) => (JSON.parse(line) as { message: string }).message);

  test('tells every address of the host, with the tier’s certificate', async () => {
    await heartbeat.beat();
    const path = '/internal/replicas/replica%2F0';
    expect(beats.sort((one, other) => one.gateway.localeCompare(other.gateway))).toEqual([
      { gateway: '127.0.0.1', path, caller: 'llm', body: status },
      { gateway: '127.0.0.2', path, caller: 'llm', body: status },
    ]);
  });

  test('a dead gateway is logged once, the other one still hears, and its return is logged once', async () => {
    await heartbeat.beat();
    await Promise.all(gateways.splice(1).map(stopGateway));
    lines.length = beats.length = 0;
    await heartbeat.beat();
    await heartbeat.beat();
    expect(messages()).toEqual(['gateway cannot be reached; beats go on']);
    expect(beats.map(({ gateway }) => gateway)).toEqual(['127.0.0.1', '127.0.0.1']);
    await startGateway('127.0.0.2', port);
    await heartbeat.beat();
    await heartbeat.beat();
    expect(messages().slice(1)).toEqual(['gateway hears this replica']);
  });

  test('an address that the name server lost still gets beats while it answers', async () => {
    await heartbeat.beat();
    addresses = ['127.0.0.1'];
    beats.length = 0;
    await heartbeat.beat();
    expect(beats).toHaveLength(2);
  });

  test('a name server that fails is logged once and changes nothing', async () => {
    await heartbeat.beat();
    lines.length = beats.length = 0;
    resolve = () => Promise.reject(new Error('SERVFAIL'));
    await heartbeat.beat();
    await heartbeat.beat();
    expect(messages()).toEqual(['gateways cannot be found; known ones are kept']);
    expect(beats).toHaveLength(4);
  });
});

function stopGateway(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
