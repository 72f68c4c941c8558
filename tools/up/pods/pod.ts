import type { PodIdentity } from '../services/addresses';
import { ContainerSupervisor, type ContainerState } from './container-supervisor';
import type { Guardian } from './guardian';
import { LogFile } from './log-file';
import type { Program } from './program';
import type { Exit } from './running-process';

/** One container of a pod, ready to be run. */
export interface PodContainer {
  readonly name: string;
  readonly logPath: string;
  readonly program: Program;
}

export interface PodOptions {
  readonly identity: PodIdentity;
  readonly initContainers: readonly PodContainer[];
  readonly containers: readonly PodContainer[];
  readonly guardian: Guardian;
  readonly onChange: () => void;
  readonly onFailure: (pod: Pod, exit: Exit, lastLines: readonly string[]) => void;
}

/** The containers of one pod: those that prepare it one after the other, then the others together. */
export class Pod {
  readonly identity: PodIdentity;
  private readonly preparing: readonly ContainerSupervisor[];
  private readonly running: readonly ContainerSupervisor[];
  private started: Promise<void> = Promise.resolve();
  private isStopping = false;

  constructor(private readonly options: PodOptions) {
    this.identity = options.identity;
    const attempts = options.identity.workload.backoffLimit;
    this.preparing = options.initContainers.map((container) =>
      this.supervise({ ...container, program: { ...container.program, restart: { kind: 'until-success', attempts } } }),
    );
    this.running = options.containers.map((container) => this.supervise(container));
  }

  /** What the pod is doing: its first container that is not yet well stands for it. */
  get state(): ContainerState {
    const all = [...this.preparing.filter(({ state }) => state.kind !== 'done'), ...this.running];
    const unwell = all.find(({ state }) => state.kind !== 'done' && !(state.kind === 'running' && state.isReady));
    return (unwell ?? all[0])?.state ?? { kind: 'waiting' };
  }

  get isReady(): boolean {
    return !this.isStopping && this.state.kind === 'running' && this.running.every(isReady);
  }

  get restarts(): number {
    return this.running.reduce((sum, { restarts }) => sum + restarts, 0);
  }

  get logPath(): string {
    return this.running[0]?.log.path ?? '';
  }

  get lastLines(): readonly string[] {
    return this.running[0]?.log.tail ?? [];
  }

  /** The process of the first container, while it runs. */
  get pid(): number | undefined {
    const state = this.running[0]?.state;
    return state?.kind === 'running' ? state.pid : undefined;
  }

  start(): void {
    this.started = this.startInOrder();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    const containers = [...this.preparing, ...this.running];
    await Promise.all(containers.map((container) => container.stop()));
    await this.started;
  }

  kill(): void {
    this.isStopping = true;
    for (const container of [...this.preparing, ...this.running]) container.kill();
  }

  private async startInOrder(): Promise<void> {
    for (const container of this.preparing) {
      if (this.isStopping) return;
      await container.run();
      if (container.state.kind !== 'done') return;
    }
    if (this.isStopping) return;
    for (const container of this.running) container.start();
  }

  private supervise({ name, logPath, program }: PodContainer): ContainerSupervisor {
    const { identity, guardian, onChange, onFailure } = this.options;
    const isOnly = this.options.containers.length === 1 && this.options.initContainers.length === 0;
    return new ContainerSupervisor({
      program,
      guardian,
      log: new LogFile(logPath, isOnly ? identity.name : `${identity.name} ${name}`),
      graceSeconds: identity.workload.template.graceSeconds,
      onChange,
      onFailure: (exit, lastLines) => onFailure(this, exit, lastLines),
    });
  }
}

function isReady({ state }: ContainerSupervisor): boolean {
  return state.kind === 'running' && state.isReady;
}
