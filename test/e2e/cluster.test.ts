import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVerify, X509Certificate, createSign } from 'node:crypto';
import { apiServer } from '../../tools/e2e/cluster/api-server';
import { writeCertificates } from '../../tools/e2e/cluster/certificates';
import { controllerManager } from '../../tools/e2e/cluster/controller-manager';
import { etcd } from '../../tools/e2e/cluster/etcd';
import { rememberSettings } from '../../tools/e2e/cluster/kernel-settings';
import { layOut } from '../../tools/e2e/cluster/layout';
import { scheduler } from '../../tools/e2e/cluster/scheduler';
import { digestOf, fromCache, pinnedVersion } from '../../tools/e2e/programs/module-cache';
import { runProgram } from '../../tools/e2e/programs/program';
import { openWorkspace } from '../../tools/e2e/workspace';
import { cleanUpAfter } from '../../tools/up/pods/guardian';
import { identify, isRunning } from '../../tools/up/pods/process-identity';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'e2e-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('a product of a Go module', () => {
  const product = (recipe: readonly string[] = []) => ({ name: 'thing', module: join(folder, 'module'), recipe });
  const cache = () => join(folder, 'cache');

  beforeEach(() => {
    mkdirSync(join(folder, 'module'));
    writeFileSync(join(folder, 'module', 'go.mod'), 'module m\n\ngo 1.26.3\n\nrequire (\n\tk8s.io/x v1.2.3\n)\n');
  });

  test('is made once', async () => {
    let made = 0;
    const make = async (target: string) => writeFileSync(join(target, 'program'), String(++made));
    const first = await fromCache(cache(), { ...product(), make });
    expect(await fromCache(cache(), { ...product(), make })).toBe(first);
    expect(made).toBe(1);
  });

  test('is made anew when a file of the module or a flag changes', () => {
    const before = digestOf(product());
    expect(digestOf(product(['-s']))).not.toBe(before);
    writeFileSync(join(folder, 'module', 'main.go'), 'package main');
    expect(digestOf(product())).not.toBe(before);
  });

  test('leaves nothing behind when it cannot be made', async () => {
    const make = () => Promise.reject(new Error('the disk is full'));
    await expect(fromCache(cache(), { ...product(), make })).rejects.toThrow('the disk is full');
    expect(readdirSync(cache())).toEqual([]);
  });

  test('has the version that the module pins', () => {
    expect(pinnedVersion(join(folder, 'module'), 'k8s.io/x')).toBe('1.2.3');
    expect(() => pinnedVersion(join(folder, 'module'), 'k8s.io/y')).toThrow(/does not require k8s\.io\/y/);
  });
});

describe('a program that fails', () => {
  test('says what could not be done and what it printed last', async () => {
    const run = runProgram('/bin/sh', ['-c', 'echo no space >&2; exit 3'], { failure: 'the thing cannot be built' });
    await expect(run).rejects.toMatchObject({
      message: 'the thing cannot be built: /bin/sh ended with status 3',
      output: ['no space'],
    });
  });

  test('or does not exist says so', async () => {
    await expect(runProgram(join(folder, 'absent'), [], { failure: 'no thing' })).rejects.toThrow(/cannot be run/);
  });
});

describe('the certificates of a cluster', () => {
  test('are signed by its authority and good for the names that it is asked by', async () => {
    await writeCertificates(folder);
    const read = (name: string) => new X509Certificate(readFileSync(join(folder, `${name}.crt`)));
    const authority = read('cluster');
    for (const name of ['kube-apiserver', 'admin', 'kube-controller-manager', 'kube-scheduler'])
      expect(read(name).verify(authority.publicKey)).toBe(true);
    expect(read('kubelet').subject).toBe('O=system:nodes\nCN=system:node:node');
    expect(read('aggregator').verify(authority.publicKey)).toBe(false);
    expect(read('kube-apiserver').checkIP('10.199.0.1')).toBe('10.199.0.1');
    expect(read('kube-apiserver').checkHost('kubernetes.default.svc')).toBe('kubernetes.default.svc');
    expect(read('admin').subject).toBe('O=system:masters\nCN=admin');
  });

  test('come with a pair of keys for service accounts', async () => {
    await writeCertificates(folder);
    const signature = createSign('sha256')
      .update('token')
      .sign(readFileSync(join(folder, 'service-accounts.key')));
    const verify = createVerify('sha256').update('token');
    expect(verify.verify(readFileSync(join(folder, 'service-accounts.pub')), signature)).toBe(true);
  });
});

describe('the components', () => {
  const programs = { etcd: 'e', apiServer: 'a', controllerManager: 'c', scheduler: 's', kubectl: 'k' };

  test('name no file of keys that is not written', async () => {
    const layout = layOut(folder, programs);
    await writeCertificates(layout.keys);
    const written = readdirSync(layout.keys).map((name) => join(layout.keys, name));
    const named = [etcd, apiServer, controllerManager, scheduler]
      .flatMap((component) => component(layout).args)
      .map((argument) => argument.split('=')[1] ?? '')
      .filter((value) => value.startsWith(layout.keys));
    expect(named.length).toBeGreaterThan(10);
    expect(written).toEqual(expect.arrayContaining(named));
  });
});

describe('after a run that was killed', () => {
  test('its recorded processes are ended, and a later process with the same number is not', async () => {
    const [ours, other] = [1, 2].map(() => spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }));
    const [left, stranger] = [ours, other].map((child) => identify(child?.pid ?? 0));
    if (!left || !stranger) throw new Error('sleep did not start');
    try {
      const record = join(folder, 'processes.json');
      writeFileSync(record, JSON.stringify([left, { ...stranger, startedAt: '1' }]));
      expect(await cleanUpAfter(record)).toBe(1);
      expect(isRunning(left)).toBe(false);
      expect(isRunning(stranger)).toBe(true);
    } finally {
      process.kill(-stranger.pid, 'SIGKILL');
    }
  });

  test('its kernel settings are known', () => {
    const file = join(folder, 'settings.json');
    rememberSettings(file);
    const settings = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    expect(Object.keys(settings)).toContain('vm/overcommit_memory');
    expect(Object.values(settings).every((value) => /^-?\d+$/.test(value))).toBe(true);
  });
});

describe('the workspace', () => {
  test('belongs to one run at a time', () => {
    const at = { checkout: folder, cache: folder, state: folder, logs: '', claims: '', secrets: '' };
    const first = openWorkspace(at);
    expect(() => openWorkspace(at)).toThrow(/another run \(process \d+\) has .*: wait until it ends/);
    first.release();
    openWorkspace(at).release();
  });
});
