import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The part of `up.json` that is needed here. */
export interface PlatformStatus {
  readonly url: string;
  readonly ready: boolean;
  /** Whether the demo bot has read its pages. */
  readonly demo: 'off' | 'learning' | 'ready' | 'failed';
  readonly certificates: readonly { readonly secret: string; readonly folder: string }[];
  readonly services: readonly {
    readonly name: string;
    readonly tier: string;
    readonly address: string;
    readonly ports: readonly number[];
  }[];
  readonly workloads: readonly PodStatus[];
}

export interface PodStatus {
  readonly tier: string;
  readonly workload: string;
  readonly pod: string;
  readonly pid?: number;
  readonly ready: boolean;
}

/** Longest wait for everything to be ready, in milliseconds. */
const READY_WITHIN_MS = 300_000;

/** Longest wait until the demo bot has read its pages, in milliseconds. */
const LEARNT_WITHIN_MS = 600_000;

/** Longest time until the status shows that a process is gone, in milliseconds. */
const NOTICED_WITHIN_MS = 10_000;

/** The platform on this machine, as its runner describes it. */
export class Platform {
  private constructor(
    private readonly statusFile: string,
    private readonly runner?: { readonly process: ChildProcess; readonly state: string },
  ) {}

  /** Uses the platform that runs with this state folder. @throws Error when none does */
  static running(state: string): Platform {
    const file = resolve(state, 'up.json');
    if (existsSync(file)) return new Platform(file);
    throw new Error(`nothing runs in ${state}: start it with \`npm start -- --state ${state}\``);
  }

  /** Starts a platform of its own, which leaves nothing behind once it is stopped. */
  static async start(): Promise<Platform> {
    const state = scratchFolder();
    const options = ['--state', state, '--port', String(await freePort())];
    const main = resolve(__dirname, '../up/main.js');
    const runner = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
    return new Platform(join(state, 'up.json'), { process: runner, state });
  }

  /** Folder of its data, logs and status file. */
  get state(): string {
    return dirname(this.statusFile);
  }

  get status(): PlatformStatus {
    return JSON.parse(readFileSync(this.statusFile, 'utf8')) as PlatformStatus;
  }

  /** Waits until each workload that `matters` has a pod that is ready. @throws Error naming those that have none */
  async ready(matters: (pod: PodStatus) => boolean): Promise<void> {
    const missing = () => {
      const pods = this.status.workloads.filter(matters);
      const ready = new Set(pods.filter((pod) => pod.ready).map(({ workload }) => workload));
      return [...new Set(pods.map(({ workload }) => workload))].filter((workload) => !ready.has(workload));
    };
    await waitFor(
      () => missing().length === 0,
      () => `not ready after five minutes: ${missing().join(', ')}`,
    );
  }

  /** Waits until everything is ready for the first time. @throws Error when the runner ends before */
  async begun(): Promise<void> {
    const isReady = () => {
      if (this.runner && this.runner.process.exitCode !== null)
        throw new Error('the platform ended before it was ready');
      return existsSync(this.statusFile) && this.status.ready;
    };
    await waitFor(isReady, () => 'the platform is not ready after five minutes');
  }

  /** Waits until the demo bot has read its pages; before that it refuses everything. @throws Error when it has none */
  async learnt(): Promise<void> {
    await this.begun();
    const isLearnt = () => {
      const { demo, ready } = this.status;
      if (demo === 'off' || demo === 'failed') throw new Error(`the demo bot has no pages (demo: ${demo})`);
      return ready && demo === 'ready';
    };
    await waitFor(isLearnt, () => 'the demo bot has not read its pages within ten minutes', LEARNT_WITHIN_MS);
  }

  /** Kills a process, and waits until the runner has noticed: until then the status would still call it ready. */
  async kill(pid: number): Promise<void> {
    process.kill(pid, 'SIGKILL');
    const deadline = performance.now() + NOTICED_WITHIN_MS;
    while (this.status.workloads.some((pod) => pod.pid === pid)) {
      if (performance.now() > deadline) throw new Error(`the runner did not notice that process ${pid} is gone`);
      await pause(20);
    }
  }

  /** Ends a platform of its own, as Ctrl-C does, and answers with its exit status; leaves others alone. */
  async stop(): Promise<number | null> {
    if (!this.runner) return null;
    const { process: runner, state } = this.runner;
    if (runner.exitCode === null) {
      runner.kill('SIGINT');
      await once(runner, 'exit');
    }
    rmSync(state, { recursive: true, force: true });
    return runner.exitCode;
  }
}

async function waitFor(isTrue: () => boolean, complaint: () => string, withinMs = READY_WITHIN_MS): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(complaint());
    await pause(100);
  }
}

/** PostgreSQL runs as another user when we are root, and has to be able to enter every parent folder. */
function scratchFolder(): string {
  const parent = process.getuid?.() === 0 ? '/var/lib/perchoir' : tmpdir();
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'scratch-'));
  chmodSync(folder, 0o755);
  return folder;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
