import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guardian } from './guardian';
import type { LogFile } from './log-file';
import { groupRuns, signalGroup } from './process-identity';
import type { Launch } from './program';

/** How a process ended. */
export type Exit =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface ProcessCare {
  readonly log: LogFile;
  readonly guardian: Guardian;
}

/** One process with the group that it leads; its output goes to the log. */
export class RunningProcess {
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;

  constructor(launch: Launch, care: ProcessCare) {
    this.child = spawn(launch.command, launch.args, {
      cwd: launch.folder,
      env: { ...launch.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C in the terminal must not reach it before its turn to stop.
      detached: true,
      ...launch.owner,
    });
    for (const output of [this.child.stdout, this.child.stderr]) {
      output?.setEncoding('utf8').on('data', (chunk: string) => care.log.take(chunk));
    }
    if (this.child.pid !== undefined) care.guardian.add(this.child.pid);
    this.exited = this.end(care);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.child.pid !== undefined) signalGroup(this.child.pid, signal);
  }

  private async end({ log, guardian }: ProcessCare): Promise<Exit> {
    const exit = await firstExit(this.child);
    if (this.child.pid !== undefined) {
      await endGroup(this.child.pid);
      guardian.drop(this.child.pid);
    }
    log.flush();
    return exit;
  }
}

function firstExit(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ kind: 'not-started', reason: error.message }));
    child.on('exit', (status, signal) => {
      resolve(status === null ? { kind: 'signal', signal: signal ?? 'unknown' } : { kind: 'status', status });
    });
  });
}

/** Children that outlived their parent would hold its port or its files. */
async function endGroup(pid: number): Promise<void> {
  for (let waited = 0; waited < 1_000 && groupRuns(pid); waited += 20) {
    signalGroup(pid, 'SIGKILL');
    await sleep(20);
  }
}
