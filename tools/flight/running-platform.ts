import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `up.json` says, as far as the flight needs it. */
interface Status {
  readonly url: string;
  readonly ready: boolean;
  readonly demo?: string;
  readonly workloads: readonly { readonly pod: string; readonly pid?: number }[];
}

/** One `perchoir up` of our own, in a state folder of its own. */
export class RunningPlatform {
  private constructor(
    private readonly child: ChildProcess,
    /** Folder of its data, logs and status file. */
    readonly state: string,
  ) {}

  /** Starts it; what it prints goes to `<state>/up.log`. */
  static start(state: string): RunningPlatform {
    const log = createWriteStream(join(state, 'up.log'));
    const child = spawn(process.execPath, [join(__dirname, '../up/main.js'), '--state', state], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    return new RunningPlatform(child, state);
  }

  /** Its status file as it is now; undefined before it has one. */
  status(): Status | undefined {
    const file = join(this.state, 'up.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Status) : undefined;
  }

  /**
   * Waits until the status satisfies a condition.
   * @throws Error with the last lines it printed when it ends before, or when the time is over
   */
  async until(condition: (status: Status) => boolean, withinSeconds: number): Promise<Status> {
    const deadline = performance.now() + withinSeconds * 1_000;
    while (performance.now() < deadline) {
      const status = this.status();
      if (status && condition(status)) return status;
      if (this.child.exitCode !== null)
        throw new Error(`perchoir up ended with ${this.child.exitCode}:\n${this.lastLines()}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`not after ${withinSeconds} s:\n${this.lastLines()}`);
  }

  /** Stops it as Ctrl-C does, and answers with its exit status. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const ended = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGINT');
    return ended;
  }

  private lastLines(): string {
    return readFileSync(join(this.state, 'up.log'), 'utf8').split('\n').slice(-20).join('\n');
  }
}
