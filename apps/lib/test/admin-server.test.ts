import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAdminServer, type Readiness } from '@perchoir/service/admin-server';
import { createClient, type HttpsClient } from '@perchoir/service/https-client';
import { createMetrics } from '@perchoir/service/metrics';
import { writeCertificates } from '../../../test/setup/certificates';

let folder: string;
let server: Server;
let client: HttpsClient;
let readiness: () => Promise<Readiness>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'admin-'));
  await writeCertificates(folder, []);
  const [certFile, keyFile, caFile] = ['server.crt', 'server.key', 'ca.crt'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  server = await startAdminServer({
    bindAddress: '127.0.0.1',
    port: 0,
    tls: { certFile, keyFile, caFile },
    readiness: () => readiness(),
    metrics: createMetrics('test'),
    onError: () => undefined,
  });
  client = createClient({ url: `https://localhost:${(server.address() as AddressInfo).port}`, caFile });
});
afterAll(async () => {
  await client.close();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test('readiness gives its reasons', async () => {
  readiness = async () => ({ ready: false, reasons: ['no replica', 'draining'] });

  expect(await get('/readyz')).toEqual({ status: 503, text: 'no replica\ndraining\n' });
});

test('liveness does not ask for readiness', async () => {
  readiness = () => Promise.reject(new Error('the neighbour is gone'));

  expect((await get('/livez')).status).toBe(200);
});

test('readiness that hangs counts as not ready', async () => {
  readiness = () => new Promise(() => undefined);

  expect((await get('/readyz')).status).toBe(503);
});

test('metrics are in the text format of Prometheus', async () => {
  expect((await get('/metrics')).text).toContain('process_cpu_seconds_total{service="test"}');
});

test('other paths and methods are refused', async () => {
  expect((await get('/constructor')).status).toBe(404);
  expect((await client.request({ path: '/livez', method: 'POST' })).statusCode).toBe(405);
});

async function get(path: string): Promise<{ status: number; text: string }> {
  const { statusCode, body } = await client.request({ path, method: 'GET' });
  return { status: statusCode, text: await body.text() };
}
