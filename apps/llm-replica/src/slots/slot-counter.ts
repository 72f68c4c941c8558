/** One slot in use. Releasing it twice is harmless. */
export interface Lease {
  release(): void;
}

export type Acquisition =
  { readonly kind: 'granted'; readonly lease: Lease } | { readonly kind: 'full' } | { readonly kind: 'draining' };

export interface SlotsView {
  readonly total: number;
  /** Slots that cannot take work now: leased, or held by work of the engine that nobody leases. */
  readonly busy: number;
  readonly draining: boolean;
}

/**
 * The slots of this replica: the one place that decides whether a request runs.
 *
 * Its state changes within one turn of the event loop, so two requests cannot both get the last slot. Nothing waits
 * here: queues are the gateway's.
 */
export class SlotCounter {
  private leased = 0;
  private orphans = 0;
  private mode: 'open' | 'draining' | 'closed' = 'open';
  private readonly idleWaiters: (() => void)[] = [];
  private readonly drainListeners: (() => void)[] = [];

  /** @param total requests that may run at once */
  constructor(private readonly total: number) {}

  get view(): SlotsView {
    const busy = Math.min(this.total, this.leased + this.orphans);
    return { total: this.total, busy, draining: this.mode !== 'open' };
  }

  /** Slots held by requests of this guard. */
  get leases(): number {
    return this.leased;
  }

  acquire(): Acquisition {
    if (this.mode !== 'open') return { kind: 'draining' };
    if (this.view.busy >= this.total) return { kind: 'full' };
    this.leased += 1;
    return { kind: 'granted', lease: this.lease() };
  }

  /** The engine works on `count` requests beyond the leases, for example after an abort that it missed. */
  quarantine(count: number): void {
    this.orphans = Math.max(0, count);
  }

  /** Nothing new runs until `resume`; what runs goes on. */
  drain(): void {
    this.switchTo(this.mode === 'open' ? 'draining' : this.mode);
  }

  /** Takes a drain back. @returns false after `close`, which is final. */
  resume(): boolean {
    if (this.mode === 'closed') return false;
    this.switchTo('open');
    return true;
  }

  /** Nothing new runs any more. */
  close(): void {
    this.switchTo('closed');
  }

  /** Resolves when no lease is left. */
  idle(): Promise<void> {
    if (this.leased === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  /** Calls `listener` whenever draining begins or ends. */
  onDrainChange(listener: () => void): void {
    this.drainListeners.push(listener);
  }

  private switchTo(mode: typeof this.mode): void {
    const wasOpen = this.mode === 'open';
    this.mode = mode;
    if (wasOpen !== (mode === 'open')) for (const listener of this.drainListeners) listener();
  }

  private lease(): Lease {
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      this.leased -= 1;
      if (this.leased === 0) for (const resolve of this.idleWaiters.splice(0)) resolve();
    };
    return { release };
  }
}
