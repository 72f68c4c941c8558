import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupRuns } from '../../tools/up/pods/process-identity';
import type { PodStatus, RunStatus } from '../../tools/up/status/status-file';

const checkout = join(__dirname, '../..');
const main = join(checkout, 'build/tools/up/main.js');

jest.setTimeout(90_000);

describe('perchoir up', () => {
  let state: string;
  let runner: ChildProcess;

  beforeAll(async () => {
    state = mkdtempSync(join(tmpdir(), 'up-'));
    // As root, PostgreSQL runs as another user, who has to enter this folder.
    chmodSync(state, 0o755);
    runner = up('--no-demo');
    await until(({ ready }) => ready);
  }, 80_000);

  afterAll(async () => {
    if (runner.exitCode === null) runner.kill('SIGKILL');
    // The watcher of a killed runner gives its processes two seconds.
    for (let waited = 0; waited < 5_000 && processes().some(groupRuns); waited += 200) await sleep(200);
    rmSync(state, { recursive: true, force: true });
  });

  function up(...flags: readonly string[]): ChildProcess {
    return spawn(process.execPath, [main, '--state', state, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  function status(): RunStatus | undefined {
    const file = join(state, 'up.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RunStatus) : undefined;
  }

  function processes(): readonly number[] {
    return (status()?.workloads ?? []).flatMap(({ pid }) => pid ?? []);
  }

  async function until(condition: (found: RunStatus) => boolean): Promise<RunStatus> {
    for (let waited = 0; waited < 75_000; waited += 100) {
      const found = status();
      if (found && condition(found)) return found;
      if (runner.exitCode !== null) throw new Error(`perchoir up ended with status ${runner.exitCode}`);
      await sleep(100);
    }
    throw new Error(`it did not come to pass within 75 s: ${JSON.stringify(status()?.workloads)}`);
  }

  function podNamed(found: RunStatus | undefined, name: string): PodStatus | undefined {
    return found?.workloads.find(({ pod }) => pod === name);
  }

  test('serves the chat page', async () => {
    const response = await fetch(status()?.url ?? '');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<perchoir-chat');
  });

  test('started a second time finds the running one and prints its address', async () => {
    const second = up();
    const printed = second.stdout ? await text(second.stdout) : '';
    expect(printed).toContain(`Chat: ${status()?.url}`);
    expect(second.exitCode ?? (await new Promise((resolve) => second.once('exit', resolve)))).toBe(0);
  });

  test('started a second time with options says that they are ignored', async () => {
    const second = up('--no-demo');
    const complaint = second.stderr ? await text(second.stderr) : '';
    expect(complaint).toContain('--no-demo is ignored');
    expect(second.exitCode ?? (await new Promise((resolve) => second.once('exit', resolve)))).toBe(1);
  });

  test('starts again what was killed', async () => {
    const { pid = 0 } = podNamed(status(), 'realtime-0') ?? {};
    process.kill(pid, 'SIGKILL');
    const later = await until((found) => found.ready && podNamed(found, 'realtime-0')?.restarts === 1);
    expect(podNamed(later, 'realtime-0')?.pid).not.toBe(pid);
  });

  test('stops everything on Ctrl-C, leaves no process and says goodbye with status 0', async () => {
    const running = processes();
    expect(running.length).toBeGreaterThan(5);
    runner.kill('SIGINT');
    const exitStatus = await new Promise((resolve) => runner.once('exit', resolve));
    expect(running.filter(groupRuns)).toEqual([]);
    expect(exitStatus).toBe(0);
    expect(status()).toBeUndefined();
  });
});
