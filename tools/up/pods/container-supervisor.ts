import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure';
import { Prober } from '../probes/prober';
import { BackOff } from './back-off';
import type { LogFile } from './log-file';
import type { Program } from './program';
import { RunningProcess, type Exit, type ProcessCare } from './running-process';

/** What a container is doing. */
export type ContainerState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'preparing' }
  | { readonly kind: 'running'; readonly pid: number; readonly isReady: boolean }
  | { readonly kind: 'backing-off'; readonly pauseMs: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly exit: Exit }
  | { readonly kind: 'stopped' };

export interface ContainerOptions extends ProcessCare {
  readonly program: Program;
  readonly graceSeconds: number;
  readonly backOff?: BackOff;
  readonly onChange: () => void;
  /** Told of every end that nobody asked for, with the last lines of output. */
  readonly onFailure: (exit: Exit, lastLines: readonly string[]) => void;
}

/** Keeps one program running: starts it, watches its health, restarts it with growing pauses, stops it in time. */
export class ContainerSupervisor {
  private current: ContainerState = { kind: 'waiting' };
  private process: RunningProcess | undefined;
  private readonly stopping = new AbortController();
  private readonly backOff: BackOff;
  private finished: Promise<void> = Promise.resolve();
  private restartCount = 0;

  constructor(private readonly options: ContainerOptions) {
    this.backOff = options.backOff ?? new BackOff();
  }

  get state(): ContainerState {
    return this.current;
  }

  get restarts(): number {
    return this.restartCount;
  }

  get log(): LogFile {
    return this.options.log;
  }

  start(): void {
    void this.run();
  }

  /** Starts the program and waits until it will not run again. */
  run(): Promise<void> {
    this.finished = this.keepRunning();
    return this.finished;
  }

  /** Asks the program to stop, kills it after its grace period, and waits until it is gone. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const { process } = this;
    process?.signal(this.options.program.stopSignal ?? 'SIGTERM');
    const deadline = setTimeout(() => process?.signal('SIGKILL'), this.options.graceSeconds * 1_000);
    await this.finished;
    clearTimeout(deadline);
    if (this.current.kind !== 'done' && this.current.kind !== 'failed') this.become({ kind: 'stopped' });
    this.options.log.close();
  }

  /** Ends the program at once; `stop` then returns. */
  kill(): void {
    this.stopping.abort();
    this.process?.signal('SIGKILL');
  }

  private async keepRunning(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const startedAt = performance.now();
      const exit = await this.runOnce();
      if (this.stopping.signal.aborted) return;
      if (this.isFinal(exit)) return;
      await this.pause(this.backOff.next(performance.now() - startedAt));
      this.restartCount += 1;
    }
  }

  private async runOnce(): Promise<Exit> {
    const { program, log } = this.options;
    log.startAnew();
    this.become({ kind: 'preparing' });
    try {
      await program.prepare?.();
    } catch (error) {
      return this.prepareFailed(error);
    }
    if (this.stopping.signal.aborted) return { kind: 'not-started', reason: 'stopped' };
    return this.watch(new RunningProcess(program.launch, this.options));
  }

  private prepareFailed(error: unknown): Exit {
    const reason = error instanceof Error ? error.message : String(error);
    this.options.log.take(`${reason}\n`);
    if (error instanceof Failure) for (const line of error.output) this.options.log.take(`${line}\n`);
    return { kind: 'not-started', reason };
  }

  private async watch(running: RunningProcess): Promise<Exit> {
    this.process = running;
    const prober = new Prober(this.options.program.inquiries, (health) => {
      if (health.mustRestart) running.signal('SIGKILL');
      this.become({ kind: 'running', pid: running.pid ?? 0, isReady: health.isReady });
    });
    this.become({ kind: 'running', pid: running.pid ?? 0, isReady: prober.health.isReady });
    prober.start();
    const exit = await running.exited;
    prober.stop();
    this.process = undefined;
    return exit;
  }

  /** Whether the program is not to be started again. */
  private isFinal(exit: Exit): boolean {
    const restart = this.options.program.restart ?? { kind: 'always' };
    const isSuccess = exit.kind === 'status' && exit.status === 0;
    if (restart.kind === 'until-success' && isSuccess) return this.end({ kind: 'done' });
    const isGivenUp = restart.kind === 'until-success' && this.restartCount >= restart.attempts;
    if (isGivenUp) this.end({ kind: 'failed', exit });
    this.options.onFailure(exit, this.options.log.tail);
    return isGivenUp;
  }

  private end(state: ContainerState): true {
    this.become(state);
    return true;
  }

  private async pause(pauseMs: number): Promise<void> {
    this.become({ kind: 'backing-off', pauseMs });
    await sleep(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private become(state: ContainerState): void {
    this.current = state;
    this.options.onChange();
  }
}
