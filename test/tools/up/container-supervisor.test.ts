import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackOff } from '../../../tools/up/pods/back-off';
import { ContainerSupervisor, type ContainerState } from '../../../tools/up/pods/container-supervisor';
import { cleanUpAfter, Guardian } from '../../../tools/up/pods/guardian';
import { LogFile } from '../../../tools/up/pods/log-file';
import { groupRuns } from '../../../tools/up/pods/process-identity';
import type { Program } from '../../../tools/up/pods/program';
import { RunningProcess, type Exit } from '../../../tools/up/pods/running-process';

const noProbes = { startup: undefined, liveness: undefined, readiness: undefined };
const impatient = () => new BackOff({ firstMs: 20, longestMs: 40, forgetAfterMs: 60_000 });

describe('a supervised program', () => {
  let folder: string;
  let guardian: Guardian;
  let failures: { readonly exit: Exit; readonly lastLines: readonly string[] }[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'supervisor-'));
    guardian = new Guardian(join(folder, 'processes.json'));
    failures = [];
  });

  afterEach(async () => {
    await guardian.close();
    rmSync(folder, { recursive: true });
  });

  function supervise(script: string, program: Partial<Program> = {}) {
    const states: ContainerState['kind'][] = [];
    const supervisor: ContainerSupervisor = new ContainerSupervisor({
      program: { launch: shell(script), inquiries: noProbes, ...program },
      log: new LogFile(join(folder, 'pod.log'), 'pod'),
      guardian,
      graceSeconds: 1,
      backOff: impatient(),
      onChange: () => states.push(supervisor.state.kind),
      onFailure: (exit, lastLines) => failures.push({ exit, lastLines }),
    });
    return { supervisor, states };
  }

  function shell(script: string): Program['launch'] {
    return { command: '/bin/sh', args: ['-c', script], folder, environment: { PATH: process.env['PATH'] ?? '' } };
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let waited = 0; !condition(); waited += 10) {
      if (waited > 8_000) throw new Error('it did not come to pass within 8 s');
      await sleep(10);
    }
  }

  test('is started again whenever it ends, with its last words kept', async () => {
    const { supervisor } = supervise('echo from here >&2; exit 3');
    supervisor.start();
    await until(() => supervisor.restarts >= 3);
    await supervisor.stop();
    expect(failures[0]).toEqual({ exit: { kind: 'status', status: 3 }, lastLines: ['from here'] });
    expect(readFileSync(join(folder, 'pod.log'), 'utf8')).toMatch(/^pod \| from here\n/);
  });

  test('that runs to its end is done, and is not started again', async () => {
    const { supervisor } = supervise('exit 0', { restart: { kind: 'until-success', attempts: 3 } });
    await supervisor.run();
    expect(supervisor.state.kind).toBe('done');
    expect(failures).toEqual([]);
    await supervisor.stop();
  });

  test('that keeps failing is given up after its attempts', async () => {
    const { supervisor } = supervise('exit 1', { restart: { kind: 'until-success', attempts: 2 } });
    await supervisor.run();
    expect(supervisor.state.kind).toBe('failed');
    expect(failures).toHaveLength(3);
    await supervisor.stop();
  });

  test('that cannot be started says why', async () => {
    const launch = { ...shell(''), command: '/nowhere/program' };
    const { supervisor } = supervise('', { launch });
    supervisor.start();
    await until(() => failures.length > 0);
    await supervisor.stop();
    expect(failures[0]?.exit).toMatchObject({ kind: 'not-started', reason: expect.stringContaining('ENOENT') });
  });

  test('is replaced when its liveness fails', async () => {
    const asking = { kind: 'call', isGood: () => Promise.resolve(false) } as const;
    const timing = { periodSeconds: 0, initialDelaySeconds: 0, timeoutSeconds: 1 };
    const liveness = { asking, ...timing, failureThreshold: 2, successThreshold: 1 };
    const { supervisor } = supervise('exec sleep 60', { inquiries: { ...noProbes, liveness } });
    supervisor.start();
    await until(() => supervisor.restarts >= 1);
    await supervisor.stop();
    expect(failures[0]?.exit).toEqual({ kind: 'signal', signal: 'SIGKILL' });
  });

  test('that ignores SIGTERM is killed after its grace period, with its children', async () => {
    const { supervisor } = supervise("trap '' TERM; sleep 60 & sleep 60; sleep 60");
    supervisor.start();
    await until(() => supervisor.state.kind === 'running');
    await sleep(100);
    const { pid } = supervisor.state as ContainerState & { kind: 'running' };
    const before = performance.now();
    await supervisor.stop();
    expect(performance.now() - before).toBeGreaterThan(900);
    expect(groupRuns(pid)).toBe(false);
    expect(supervisor.state.kind).toBe('stopped');
  });

  test('is stopped by what was left of it when the runner was killed', async () => {
    const file = join(folder, 'left.json');
    const left = new Guardian(file);
    const running = new RunningProcess(shell('sleep 60'), { guardian: left, log: new LogFile(join(folder, 'l'), 'l') });
    expect(await cleanUpAfter(file)).toBeGreaterThan(0);
    expect(await running.exited).toEqual({ kind: 'signal', signal: 'SIGTERM' });
    await left.close();
  });

  test('does not outlive the pipe to its runner', async () => {
    const own = new Guardian(join(folder, 'own.json'));
    const running = new RunningProcess(shell('sleep 60'), { guardian: own, log: new LogFile(join(folder, 'o'), 'o') });
    await own.close();
    expect(await running.exited).toEqual({ kind: 'signal', signal: 'SIGTERM' });
  });
});

describe('the pauses between restarts', () => {
  test('are none at first, then double up to a bound', () => {
    const backOff = new BackOff({ firstMs: 500, longestMs: 3_000, forgetAfterMs: 60_000 });
    const pauses = Array.from({ length: 6 }, () => backOff.next(100));
    expect(pauses).toEqual([0, 500, 1_000, 2_000, 3_000, 3_000]);
  });

  test('are forgotten after a long run', () => {
    const backOff = new BackOff({ firstMs: 500, longestMs: 3_000, forgetAfterMs: 60_000 });
    backOff.next(0);
    backOff.next(0);
    expect(backOff.next(60_000)).toBe(0);
  });
});
