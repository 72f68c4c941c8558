import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { createApp } from '../src/origin/app';

let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'origin-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>chat</title>');
  writeFileSync(join(folder, 'assets/chat.0123abcd.js'), 'export {};');
  writeFileSync(join(folder, '..', 'origin-secret.txt'), 'outside');
  server = createServer(createApp({ publicDir: folder, metrics: new Registry() }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
  rmSync(join(folder, '..', 'origin-secret.txt'));
});

test('the page is revalidated at each visit', async () => {
  const page = await fetch(`${url}/`);

  expect(page.status).toBe(200);
  expect(page.headers.get('cache-control')).toBe('public, no-cache');
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  const again = await fetch(`${url}/`, { headers: { 'if-none-match': page.headers.get('etag') ?? '' } });
  expect(again.status).toBe(304);
});

test('a file with a digest in its name may be cached for ever', async () => {
  const asset = await fetch(`${url}/assets/chat.0123abcd.js`);

  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test.each(['/../origin-secret.txt', '/..%2forigin-secret.txt', '/%2e%2e/origin-secret.txt'])(
  'nothing outside the folder is served (%s)',
  async (path) => {
    expect((await fetch(url + path)).status).toBe(404);
  },
);

test('an unknown file and another method are problems that say so', async () => {
  expect(await (await fetch(`${url}/none.js`)).json()).toMatchObject({
    status: 404,
    type: 'urn:perchoir:problem:not-found',
  });
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(405);
});
