import { isIngest } from '../demo/ingest';
import type { Fleet } from '../pods/fleet';
import type { Pod } from '../pods/pod';
import { offTiers } from './off-tiers';
import { describe, workloadRows, type Row } from './rows';
import type { Screen } from './screen';
import { removeStatus, writeStatus, type DemoState, type PodStatus, type RunStatus } from './status-file';

export interface ReporterOptions {
  readonly pods: readonly Pod[];
  readonly fleet: Fleet;
  readonly screen: Screen;
  /** What does not change during the run. */
  readonly facts: Omit<RunStatus, 'ready' | 'demo' | 'workloads'>;
  /** Where the status is written for tools. */
  readonly files: readonly string[];
  /** What the demo bot knew before this run. */
  readonly demo: 'off' | 'ready' | 'learning';
}

/** Shows what runs: to people as a table, to tools as a file. */
export class Reporter {
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: ReporterOptions) {}

  /** Takes note of a change; a burst of changes is shown once. */
  update(): void {
    this.options.screen.show(this.rows());
    this.timer ??= setTimeout(() => this.flush(), 100);
  }

  /** Writes the status now. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    writeStatus(this.status(), this.options.files);
  }

  close(): void {
    this.isClosed = true;
    this.options.screen.show(this.rows());
    clearTimeout(this.timer);
    removeStatus(this.options.files);
  }

  /** Whether every workload that keeps running is ready. */
  get isReady(): boolean {
    return this.options.pods.every((pod) => pod.isReady || pod.identity.workload.kind === 'Job');
  }

  private rows(): readonly Row[] {
    const { pods, fleet, facts } = this.options;
    const kept = pods.filter(({ identity }) => !isIngest(identity.workload));
    const off = offTiers(new Set(kept.map(({ identity }) => identity.workload.tier)));
    const health = this.isClosed ? 'stopped' : 'open';
    const mood = this.isClosed ? 'busy' : 'good';
    const door: Row = { name: 'front-door', pods: '', health, mood, restarts: '', where: facts.url };
    return [
      ...workloadRows(pods, fleet),
      door,
      ...off.map(({ tier, reason }): Row => {
        return { name: tier, pods: '', health: 'off', mood: 'off', restarts: '', where: reason };
      }),
    ];
  }

  private demo(): DemoState {
    const { pods, demo } = this.options;
    return demo === 'learning' ? demoState(pods.filter(({ identity }) => isIngest(identity.workload))) : demo;
  }

  private status(): RunStatus {
    const { pods, fleet, facts } = this.options;
    return { ...facts, ready: this.isReady, demo: this.demo(), workloads: pods.map((pod) => podStatus(pod, fleet)) };
  }
}

function demoState(jobs: readonly Pod[]): DemoState {
  if (jobs.some(({ state }) => state.kind === 'failed')) return 'failed';
  return jobs.every(({ state }) => state.kind === 'done') ? 'ready' : 'learning';
}

function podStatus(pod: Pod, fleet: Fleet): PodStatus {
  const { workload, name, address } = pod.identity;
  const ports = workload.template.containers.flatMap((container) => container.ports);
  return {
    workload: workload.name,
    tier: workload.tier,
    pod: name,
    pid: pod.pid,
    address,
    ports: Object.fromEntries(ports.map((port) => [port.name ?? String(port.number), port.number])),
    restarts: pod.restarts,
    ready: pod.isReady,
    health: describe(pod, fleet),
    log: pod.logPath,
  };
}
