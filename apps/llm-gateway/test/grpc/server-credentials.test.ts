import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Server } from '@grpc/grpc-js';
import { HouseServerCredentials } from '../../src/grpc/server-credentials';
import { until, waitFor } from '../fixtures/ask';
import { createIdentities, type Identities } from '../fixtures/identity';

let ours: Identities;
let renewed: Identities;
let folder: string;
let server: Server;
let credentials: HouseServerCredentials;
let port: number;
const errors: unknown[] = [];

beforeEach(async () => {
  [ours, renewed] = await Promise.all([createIdentities(), createIdentities()]);
  folder = mkdtempSync(join(tmpdir(), 'llm-gateway-grpc-'));
  errors.length = 0;
  mount(ours, ['crt', 'key', 'ca']);
  const files = { certFile: mounted('crt'), keyFile: mounted('key'), caFile: mounted('ca') };
  credentials = HouseServerCredentials.of(files, {
    onReloadError: (error) => errors.push(error),
    reloadEveryMs: 20,
  });
  server = new Server();
  port = await new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
});
afterEach(() => {
  credentials.close();
  server.forceShutdown();
  [ours, renewed].forEach((identities) => identities.remove());
  rmSync(folder, { recursive: true });
});

test('renewed files come into use without a restart', async () => {
  const before = await fingerprint();

  mount(renewed, ['crt', 'key', 'ca']);

  await waitFor(async () => (await fingerprint()) !== before);
});

test('a certificate without its key leaves the old one in use, until the key is there too', async () => {
  const before = await fingerprint();

  mount(renewed, ['crt']);
  await until(() => errors.length > 0);
  expect(await fingerprint()).toBe(before);

  mount(renewed, ['key']);
  await waitFor(async () => (await fingerprint()) !== before);
});

function mount({ server: { certFile, keyFile, caFile } }: Identities, what: readonly ('crt' | 'key' | 'ca')[]): void {
  const sources = { crt: certFile, key: keyFile, ca: caFile };
  for (const name of what) copyFileSync(sources[name], mounted(name));
}

function mounted(name: string): string {
  return join(folder, `tls.${name}`);
}

/** Of the certificate that a new connection is shown. */
function fingerprint(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: ['h2'] }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
