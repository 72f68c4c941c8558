import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openAuthority, type Authority } from '../../../tools/up/certificates/authority';
import { issue } from '../../../tools/up/certificates/issue';
import { FrontDoor } from '../../../tools/up/front-door/front-door';
import { SecretStore } from '../../../tools/up/secrets/secret-store';

const name = 'realtime.realtime.svc';

describe('the front door', () => {
  let folder: string;
  let store: SecretStore;
  let authority: Authority;
  let port: number;
  let door: FrontDoor;
  let targets: string[];
  const servers: Server[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'door-'));
    store = new SecretStore(folder);
    authority = await openAuthority(store);
    await certificate('tls', name);
  });

  beforeEach(async () => {
    targets = [];
    const backend = { targets: () => targets, serverName: name };
    door = new FrontDoor({ routes: [{ path: '/', backend }], authority: authority.pem });
    port = await door.open({ kind: 'from', port: 20_000 + (process.pid % 10_000) });
  });

  afterEach(async () => {
    await door.close();
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function certificate(secretName: string, dnsName: string): Promise<void> {
    const usages = ['server auth', 'client auth'];
    const wanted = {
      name: secretName,
      tier: 'realtime',
      secretName,
      commonName: 'tier:realtime',
      dnsNames: [dnsName],
      usages,
    };
    return issue({ certificate: wanted, addresses: ['127.0.0.1'] }, authority, store);
  }

  /** A pod that names itself to requests, and either greets WebSockets or is full. */
  async function pod(own: string, { isFull = false, secret = 'tls' } = {}): Promise<string> {
    const read = (key: string) => readFileSync(store.path('realtime', secret, key));
    const server = createServer({ cert: read('tls.crt'), key: read('tls.key') }, (request, response) => {
      response.end(`${own} ${request.url} ${request.headers['x-forwarded-proto']}`);
    });
    server.on('upgrade', (_, socket) => {
      if (isFull) return socket.end('HTTP/1.1 503 Full\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n');
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
      socket.end(`hello from ${own}`);
    });
    server.listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function upgrade(): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /socket.io/ HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    return text(socket);
  }

  /** A connection of its own: a kept one would lead to the door of an earlier test. */
  async function get(
    path: string,
  ): Promise<{ status: number | undefined; retryAfter: string | undefined; body: string }> {
    const [response] = (await once(request({ port, path, agent: false }).end(), 'response')) as [IncomingMessage];
    const { statusCode: status, headers } = response;
    return { status, retryAfter: headers['retry-after'], body: await text(response) };
  }

  test('passes requests on over verified TLS', async () => {
    targets = [await pod('a')];
    expect((await get('/page?x=1')).body).toBe('a /page?x=1 http');
  });

  test('does not pass anything to a server that has another name', async () => {
    await certificate('forged', 'somebody.else.svc');
    targets = [await pod('impostor', { secret: 'forged' })];
    expect((await get('/')).status).toBe(502);
    expect(await upgrade()).toMatch(/^HTTP\/1\.1 503 /);
  });

  test('asks to come back while no pod is ready', async () => {
    expect(await get('/')).toMatchObject({ status: 503, retryAfter: '2' });
  });

  test('takes a WebSocket to the next server when one is full', async () => {
    targets = [await pod('full', { isFull: true }), await pod('free')];
    expect(await upgrade()).toMatch(/^HTTP\/1\.1 101 [\s\S]*hello from free$/);
  });

  test('hands on the refusal when every server is full', async () => {
    targets = [await pod('a', { isFull: true }), await pod('b', { isFull: true })];
    expect(await upgrade()).toMatch(/^HTTP\/1\.1 503 Full\r\nretry-after: 7\r\n/);
  });

  test('refuses a port that is taken, in one line that names it', async () => {
    const second = new FrontDoor({ routes: [], authority: authority.pem });
    await expect(second.open({ kind: 'exactly', port })).rejects.toThrow(
      `port ${port} is in use: stop what listens there, or choose another with --port`,
    );
  });

  test('takes the next port when nobody chose one', async () => {
    const second = new FrontDoor({ routes: [], authority: authority.pem });
    expect(await second.open({ kind: 'from', port })).toBeGreaterThan(port);
    await second.close();
  });
});
