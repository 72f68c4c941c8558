import type { Probe } from '../manifests/probe';
import { ask, type Asking } from './ask';
import { initialHealth, observe, type Health, type ProbeName } from './health';

/** A probe that is ready to be asked. */
export interface Inquiry extends Omit<Probe, 'question'> {
  readonly asking: Asking;
}

export type Inquiries = Readonly<Record<ProbeName, Inquiry | undefined>>;

/** While somebody waits for a container it is asked this often; afterwards as often as the manifest says. */
const impatientMs = 200;

/** Asks one running container until it is told to stop, and reports every change of its health. */
export class Prober {
  private readonly timers = new Set<NodeJS.Timeout>();
  private current: Health;
  private isStopped = false;

  constructor(
    private readonly inquiries: Inquiries,
    private readonly onChange: (health: Health) => void,
  ) {
    this.current = initialHealth(inquiries);
  }

  get health(): Health {
    return this.current;
  }

  start(): void {
    for (const name of ['startup', 'liveness', 'readiness'] as const) this.schedule(name, true);
  }

  stop(): void {
    this.isStopped = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  private schedule(name: ProbeName, isFirst: boolean): void {
    const inquiry = this.inquiries[name];
    const isDone = name === 'startup' && this.current.isStarted;
    if (!inquiry || isDone || this.isStopped) return;
    const pause = isFirst ? inquiry.initialDelaySeconds * 1_000 : this.pause(name, inquiry);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.inquire(name, inquiry);
    }, pause);
    this.timers.add(timer);
  }

  private pause(name: ProbeName, inquiry: Inquiry): number {
    const isAwaited = name !== 'liveness' && !this.current.isReady;
    // Liveness is gated by startup: until then there is nothing to ask, and no full period should be lost.
    const isGated = name === 'liveness' && !this.current.isStarted;
    return isAwaited || isGated ? impatientMs : inquiry.periodSeconds * 1_000;
  }

  private async inquire(name: ProbeName, inquiry: Inquiry): Promise<void> {
    const isGated = name !== 'startup' && !this.current.isStarted;
    if (!isGated) {
      const isGood = await ask(inquiry.asking, inquiry.timeoutSeconds * 1_000);
      if (this.isStopped) return;
      this.take(observe(this.current, { probe: name, isGood, atMs: performance.now() }, this.inquiries));
    }
    this.schedule(name, false);
  }

  private take(health: Health): void {
    const before = this.current;
    this.current = health;
    const isChanged =
      before.isReady !== health.isReady ||
      before.isStarted !== health.isStarted ||
      before.mustRestart !== health.mustRestart;
    if (isChanged) this.onChange(health);
  }
}
