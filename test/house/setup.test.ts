import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from '../../tools/up/pods/process-identity';

const entrance = join(__dirname, '../../tools/setup/run.mjs');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('help lists every task with what it does', () => {
  const { status, stdout } = run('--help');

  expect(status).toBe(0);
  for (const task of ['up', 'test', 'synth', 'lint', 'drift', 'chaos', 'eval'])
    expect(stdout).toMatch(new RegExp(`^  ${task} `, 'm'));
});

test('an unknown task prints the usage and fails', () => {
  expect(run('constructor')).toMatchObject({ status: 2, stdout: expect.stringContaining('Usage') as string });
});

test('a missing Python is one line that says what to install', () => {
  const { status, stderr } = run('synth', { PATH: folder });

  expect(status).toBe(1);
  expect(stderr).toBe(
    'perchoir: python3 with its venv module is missing: install Python 3.11 or newer (Debian: python3 python3-venv)\n',
  );
});

test('a Python that is too old is one line that names both versions', () => {
  writeFileSync(join(folder, 'python3'), '#!/bin/sh\necho 3.9.2\n', { mode: 0o755 });

  expect(run('synth', { PATH: `${folder}:/bin:/usr/bin` }).stderr).toBe(
    'perchoir: Python 3.9.2 is too old: install 3.11 or newer with its venv module\n',
  );
});

describe('beside a platform that runs', () => {
  let runner: ChildProcess;
  beforeAll(() => {
    runner = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)', 'build/tools/up/main.js']);
    writeFileSync(join(folder, 'up.json'), JSON.stringify({ pid: runner.pid, url: 'http://localhost:8080/' }));
    writeFileSync(join(folder, 'up.lock'), JSON.stringify(identify(runner.pid ?? 0)));
  });
  afterAll(() => runner.kill());

  test('a second start tells its address and sets nothing up', () => {
    const { status, stdout, stderr } = up('--state', folder);

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(`perchoir runs already (process ${runner.pid}).\nChat: http://localhost:8080/\n`);
  });

  test('options that the running one cannot heed are named, and the start fails', () => {
    expect(up(`--state=${folder}`, '--port', '9000')).toMatchObject({
      status: 1,
      stderr: 'perchoir: --port is ignored: stop the running one first (Ctrl-C there), then start again\n',
    });
    expect(up('--state', folder, '--port', '9000', '--no-demo').stderr).toContain('--port, --no-demo are ignored');
  });
});

test.each([
  ['--bogus', "error: unknown option '--bogus'"],
  ['--port=80x', 'expected a number from 1 to 65535'],
  ['--model=none.gguf', 'perchoir: --model none.gguf: there is no such file'],
])('the option %s is refused before anything is set up', (option, message) => {
  const { status, stderr } = up('--state', join(folder, 'none'), option);

  expect(status).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('python3');
});

test('help needs no set-up once the platform is compiled', () => {
  expect(up('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--no-demo') as string });
});

/** Starts the platform where no set-up can succeed: there is no Python. */
function up(...args: readonly string[]) {
  return spawnSync(process.execPath, [entrance, 'up', ...args], {
    encoding: 'utf8',
    env: { ...process.env, PATH: join(folder, 'nothing') },
  });
}

function run(task: string, env: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, [entrance, task], { encoding: 'utf8', env: { ...process.env, ...env } });
}
