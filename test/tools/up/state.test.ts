import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuthority } from '../../../tools/up/certificates/authority';
import { readLesson } from '../../../tools/up/demo/lesson';
import { LogFile } from '../../../tools/up/pods/log-file';
import { generateMissing } from '../../../tools/up/secrets/generate';
import { SecretStore } from '../../../tools/up/secrets/secret-store';
import { socketFolder } from '../../../tools/up/state/folders';
import { claimState } from '../../../tools/up/state/instance';
import { claimRange } from '../../../tools/up/state/loopback';

describe('the state of a run', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'state-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  test('belongs to one run at a time', () => {
    const first = claimState(folder);
    expect(claimState(folder)).toEqual({ kind: 'running', pid: process.pid });
    if (first.kind === 'ours') first.release();
    expect(claimState(folder).kind).toBe('ours');
  });

  test('is taken over from a run that was killed', () => {
    writeFileSync(join(folder, 'up.lock'), JSON.stringify({ pid: process.pid, startedAt: 'before the flood' }));
    expect(claimState(folder).kind).toBe('ours');
  });

  test('keeps two checkouts on different loopback addresses', async () => {
    const one = await claimRange(200);
    const other = await claimRange(200);
    expect(other.octet).not.toBe(one.octet);
    await Promise.all([one.release(), other.release()]);
  });

  test('keeps its authority and its secrets, readable by their owner only', async () => {
    const store = new SecretStore(folder);
    const { pem } = await openAuthority(store);
    expect((await openAuthority(store)).pem).toBe(pem);
    const entry = { tier: 'realtime', name: 'visitor-key', keys: ['private.pem'], generate: 'ed25519-pkcs8' } as const;
    generateMissing([entry], store);
    const first = store.read('realtime', 'visitor-key', 'private.pem');
    generateMissing([entry], store);
    expect(first).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(store.read('realtime', 'visitor-key', 'private.pem')).toBe(first);
    expect(statSync(store.path('realtime', 'visitor-key', 'private.pem')).mode & 0o777).toBe(0o600);
  });

  test('remembers which documents the demo bot has learnt', () => {
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'docs', 'a.md'), '# Birds');
    const read = () =>
      readLesson({ bot: 'demo', knowledge: ['docs'] }, { checkout: folder, volumes: folder, model: 'm' });
    expect(read().isLearnt).toBe(false);
    read().markLearnt();
    expect(read().isLearnt).toBe(true);
    writeFileSync(join(folder, 'docs', 'a.md'), '# Fish');
    expect(read().isLearnt).toBe(false);
  });

  test('has sockets whose paths the system can hold, wherever it lies', () => {
    expect(socketFolder('/state', 'postgres-0')).toBe('/state/sockets/postgres-0');
    expect(socketFolder(`/${'deep/'.repeat(30)}`, 'postgres-0').length).toBeLessThanOrEqual(90);
  });

  test('bounds the log of a pod and keeps its last twenty lines at hand', () => {
    const log = new LogFile(join(folder, 'pod.log'), 'pod');
    const line = `${'x'.repeat(10_000)}\n`;
    for (let written = 0; written < 2_300; written += 1) log.take(line);
    log.take('the end');
    log.close();
    expect(statSync(join(folder, 'pod.log')).size).toBeLessThan(10.1 * 1024 * 1024);
    expect(readFileSync(join(folder, 'pod.log'), 'utf8')).toMatch(/\npod \| the end\n$/);
    expect(log.tail).toHaveLength(20);
  });
});
