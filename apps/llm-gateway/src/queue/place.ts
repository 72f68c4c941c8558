import type { Lease, SlotPool } from './slot-pool';
import type { Role, Ticket } from './ticket';

/** What somebody in line is told: how many are served before, or that no replica is up yet. */
export type Waiting = { readonly kind: 'queued'; readonly position: number } | { readonly kind: 'loading' };

/** A slot that a request may use now. */
export interface Slot {
  readonly replica: string;
  /** Time in line so far, in milliseconds. */
  readonly queueMs: number;
}

/** Whoever needs a slot. */
export interface Visitor {
  readonly role: Role;
  readonly model: string;
  /** Shares the slots in turn with other bots. */
  readonly bot: string;
  /** @default - any replica will do */
  readonly conversation?: string | undefined;
  /** Aborts when the client is gone: the place or the slot is free at once. */
  readonly gone: AbortSignal;
  /** Told of every change while in line. @default - nobody is told */
  readonly onWaiting?: (waiting: Waiting) => void;
}

/** What a place asks of the line it stands in. */
export interface Line {
  readonly pool: SlotPool<PlaceTicket>;
  /** Wakes the owners of leases and tells those in line of changes. */
  settle(granted: readonly Lease<PlaceTicket>[]): void;
  /** Why a place is given up after it waited for too long. */
  tooLate(): Error;
  /** A lease ended after `serviceMs`. */
  served(serviceMs: number): void;
  /** A place was granted for the first time after `queueMs`. */
  granted(queueMs: number): void;
  /** The place is no longer in line and holds no slot. */
  left(place: Place): void;
}

/** A ticket that knows its owner. */
export interface PlaceTicket extends Ticket {
  readonly place: Place;
}

interface Holding {
  readonly kind: 'holding';
  readonly lease: Lease<PlaceTicket>;
  readonly since: number;
}

type State = { readonly kind: 'waiting' } | Holding | { readonly kind: 'left'; readonly reason: Error };

/**
 * Time in which a replica ends an aborted generation: engines look for it between two tokens. A request sent earlier
 * would be refused, and then wait for the replica's next report.
 */
const SETTLING_MS = 200;

/**
 * One request's way through the line: it waits, holds a slot, may be sent back to the head of the line, and leaves.
 * Whatever happens, `leave` frees what it has.
 */
export class Place {
  readonly ticket: PlaceTicket;
  private state: State = { kind: 'waiting' };
  private wake: (() => void) | undefined;
  private firstQueueMs: number | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly enteredAt = performance.now();
  private readonly onGone = () => this.leave(this.visitor.gone.reason as Error);

  constructor(
    id: number,
    private readonly visitor: Visitor,
    private readonly line: Line & { readonly timeoutMs: number },
  ) {
    this.ticket = { id, bot: visitor.bot, conversation: visitor.conversation, place: this };
    this.timer = setTimeout(() => this.expire(), line.timeoutMs);
    visitor.gone.addEventListener('abort', this.onGone, { once: true });
  }

  /**
   * Waits for a slot.
   * @throws the reason for which the place was given up: it waited too long, or the client is gone.
   */
  async slot(): Promise<Slot> {
    while (this.state.kind === 'waiting') await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.state.kind === 'left') throw this.state.reason;
    return { replica: this.state.lease.replica, queueMs: this.firstQueueMs ?? 0 };
  }

  /** The replica did not take the request: back to the head of the line. */
  handBack(why: 'full' | 'unavailable'): void {
    if (this.state.kind !== 'holding') return;
    const { lease } = this.state;
    this.state = { kind: 'waiting' };
    this.line.settle(this.line.pool.handBack(lease, why));
    if (this.waitedMs() > this.line.timeoutMs) this.expire();
  }

  /**
   * Gives up the place or the slot. A second call changes nothing.
   * @param interrupted - why a request did not end by itself. @default - it did
   */
  leave(interrupted?: Error): void {
    if (this.state.kind === 'left') return;
    const { state } = this;
    this.state = { kind: 'left', reason: interrupted ?? new Error('the request is over') };
    clearTimeout(this.timer);
    this.visitor.gone.removeEventListener('abort', this.onGone);
    if (state.kind === 'holding') this.giveBack(state, interrupted ? SETTLING_MS : 0);
    else this.line.pool.cancel(this.ticket);
    this.line.left(this);
    this.line.settle([]);
    this.wake?.();
  }

  /** Called by the line: the slot is this request's from now on. */
  grant(lease: Lease<PlaceTicket>): void {
    this.state = { kind: 'holding', lease, since: performance.now() };
    if (this.firstQueueMs === undefined) this.line.granted((this.firstQueueMs = this.waitedMs()));
    this.wake?.();
  }

  /** Called by the line after a change. */
  tell(waiting: Waiting): void {
    this.visitor.onWaiting?.(waiting);
  }

  /** Time since the place was taken, in milliseconds. */
  waitedMs(): number {
    return performance.now() - this.enteredAt;
  }

  private giveBack({ lease, since }: Holding, settlingMs: number): void {
    const { line } = this;
    const free = () => line.settle(line.pool.release(lease));
    line.served(performance.now() - since);
    if (settlingMs > 0) setTimeout(free, settlingMs);
    else free();
  }

  private expire(): void {
    if (this.state.kind === 'waiting') this.leave(this.line.tooLate());
  }
}
