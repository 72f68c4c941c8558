import type { AdmissionObserver, PoolView } from '../queue/admission';
import { type Role } from '../queue/ticket';
import type { RoleDemand } from './demand';

/** Weight of the newest value in a moving average. */
const NEWEST = 0.2;

/** Assumed until the first replica has been waited for. */
const FIRST_START_SECONDS = 60;

/** One replica stays this long after the last request. */
const ACTIVE_SECONDS = 300;

interface Averages {
  serviceSeconds: number;
  startSeconds: number;
  lastRequestAt: number;
  /** Since when somebody waits while no replica is up; `undefined` otherwise. */
  startingSince: number | undefined;
}

/** Remembers what the formula needs beyond the lines as they are: recent service and start times, recent activity. */
export class DemandMeter implements AdmissionObserver {
  private readonly averages: Record<Role, Averages> = { chat: nothingYet(), embeddings: nothingYet() };
  private readonly listeners = new Set<(role: Role) => void>();

  /** @param now - monotonic clock in milliseconds */
  constructor(
    private readonly view: () => readonly PoolView[],
    private readonly now: () => number = () => performance.now(),
  ) {}

  entered(role: Role): void {
    const averages = this.averages[role];
    const wasActive = this.isActive(role);
    averages.lastRequestAt = this.now();
    if (this.openReplicas(role) === 0) averages.startingSince ??= this.now();
    if (!wasActive) this.listeners.forEach((listener) => listener(role));
  }

  granted(role: Role): void {
    const averages = this.averages[role];
    if (averages.startingSince === undefined) return;
    averages.startSeconds = moved(averages.startSeconds, (this.now() - averages.startingSince) / 1_000);
    averages.startingSince = undefined;
  }

  served(role: Role, serviceMs: number): void {
    const averages = this.averages[role];
    const seconds = serviceMs / 1_000;
    averages.serviceSeconds = averages.serviceSeconds === 0 ? seconds : moved(averages.serviceSeconds, seconds);
  }

  /** Tells of the first request after a pause, at once. Returns what ends it. */
  onActivation(listener: (role: Role) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What this gateway sees now. */
  demand(role: Role): RoleDemand {
    const pools = this.view().filter((pool) => pool.role === role);
    const { serviceSeconds, startSeconds } = this.averages[role];
    return {
      leased: sum(pools.map(({ occupation }) => occupation.leased)),
      running: sum(pools.map(({ occupation }) => occupation.leased + occupation.foreign)),
      queued: sum(pools.map(({ waiting }) => waiting)),
      oldestWaitSeconds: Math.max(0, ...pools.map(({ oldestWaitMs }) => oldestWaitMs)) / 1_000,
      readyReplicas: sum(pools.map(({ openReplicas }) => openReplicas)),
      serviceSeconds,
      startSeconds,
      isActive: this.isActive(role),
    };
  }

  private isActive(role: Role): boolean {
    return this.now() - this.averages[role].lastRequestAt < ACTIVE_SECONDS * 1_000;
  }

  private openReplicas(role: Role): number {
    return sum(
      this.view()
        .filter((pool) => pool.role === role)
        .map((pool) => pool.openReplicas),
    );
  }
}

function nothingYet(): Averages {
  return {
    serviceSeconds: 0,
    startSeconds: FIRST_START_SECONDS,
    lastRequestAt: Number.NEGATIVE_INFINITY,
    startingSince: undefined,
  };
}

function moved(average: number, newest: number): number {
  return (1 - NEWEST) * average + NEWEST * newest;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
