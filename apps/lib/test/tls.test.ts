import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { createClient } from '@perchoir/service/https-client';
import { listen } from '@perchoir/service/listen';
import { callerTier, createTlsServer, tierOf } from '@perchoir/service/tls';
import { writeCertificates } from '../../../test/setup/certificates';

const NAMES = ['tier:llm', 'realtime', 'llm', 'tier:', 'TIER:llm', 'a tier:llm'];

let ours: string;
let foreign: string;
let server: Server;
let port: number;

beforeAll(async () => {
  ours = mkdtempSync(join(tmpdir(), 'tls-ours-'));
  foreign = mkdtempSync(join(tmpdir(), 'tls-foreign-'));
  await Promise.all([ours, foreign].map((folder) => writeCertificates(folder, NAMES)));
});
afterAll(() => [ours, foreign].forEach((folder) => rmSync(folder, { recursive: true })));

beforeEach(async () => {
  const files = { certFile: join(ours, 'server.crt'), keyFile: join(ours, 'server.key'), caFile: join(ours, 'ca.crt') };
  const options = { onReloadError: () => undefined, reloadEveryMs: 20 };
  server = createTlsServer(files, (request, response) => response.end(callerTier(request) ?? 'nobody'), options);
  port = await listen(server, { bindAddress: '127.0.0.1', port: 0 });
});
afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

test('a caller is known by the tier that its verified certificate names', async () => {
  expect(await whoAmI(ours, 'tier:llm')).toBe('llm');
});

test.each(NAMES.slice(1))('a caller whose certificate is named "%s", which is no tier, is nobody', async (name) => {
  expect(await whoAmI(ours, name)).toBe('nobody');
});

test('a certificate with two common names speaks for nobody', () => {
  const subject: Readonly<Record<string, unknown>> = { CN: ['tier:llm', 'realtime'] };
  expect(tierOf({ subject } as unknown as PeerCertificate)).toBeUndefined();
});

test('a caller without a certificate, or with one of another authority, is nobody', async () => {
  expect(await whoAmI(ours)).toBe('nobody');
  expect(await whoAmI(foreign, 'tier:llm')).toBe('nobody');
});

test('a server of another authority is refused', async () => {
  const client = createClient({ url: `https://localhost:${port}`, caFile: join(foreign, 'ca.crt') });

  await expect(client.request({ path: '/', method: 'GET' })).rejects.toThrow();
  await client.close();
});

test('a server whose name differs from the one to verify is refused', async () => {
  const url = `https://localhost:${port}`;
  const client = createClient({ url, caFile: join(ours, 'ca.crt'), serverName: 'llm-gateway.llm.svc' });

  await expect(client.request({ path: '/', method: 'GET' })).rejects.toThrow(/altname|alt name/i);
  await client.close();
});

test('a renewed certificate comes into use, and open connections stay', async () => {
  const before = await openConnection();
  const renewed = mkdtempSync(join(tmpdir(), 'tls-renewed-'));
  await writeCertificates(renewed, []);
  for (const name of ['server.crt', 'server.key']) copyFileSync(join(renewed, name), join(ours, name));

  let after = await openConnection();
  for (let tries = 0; tries < 100 && fingerprint(after) === fingerprint(before); tries += 1) {
    after.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    after = await openConnection();
  }

  expect(fingerprint(after)).not.toBe(fingerprint(before));
  expect(before.destroyed).toBe(false);
  [before, after].forEach((socket) => socket.destroy());
  rmSync(renewed, { recursive: true });
});

async function whoAmI(folder: string, commonName?: string): Promise<string> {
  const file = (end: string) => join(folder, `${commonName?.replace(':', '-')}.${end}`);
  const identity = commonName ? { certFile: file('crt'), keyFile: file('key') } : {};
  const client = createClient({ url: `https://localhost:${port}`, caFile: join(ours, 'ca.crt'), ...identity });
  const { body } = await client.request({ path: '/', method: 'GET' });
  const text = await body.text();
  await client.close();
  return text;
}

function openConnection(): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => resolve(socket));
    socket.on('error', reject);
  });
}

function fingerprint(socket: TLSSocket): string {
  return socket.getPeerCertificate().fingerprint256;
}
