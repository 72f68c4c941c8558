import { chooseReplica } from './affinity';
import { FairQueue, type WeightOf } from './fair-queue';
import type { Ticket } from './ticket';

/** A slot of a replica, lent to a ticket until it is released or handed back. */
export interface Lease<T extends Ticket> {
  readonly id: number;
  readonly replica: string;
  readonly ticket: T;
}

/** What a replica says of itself. */
export interface Report {
  /** Requests it serves at once. */
  readonly total: number;
  /** Slots in use, lent by this gateway or by another. */
  readonly busy: number;
  /** It finishes what runs and takes nothing new. */
  readonly draining: boolean;
}

/** Slots of a pool by use. */
export interface Occupation {
  readonly total: number;
  readonly leased: number;
  /** In use by other gateways, as far as this one knows. */
  readonly foreign: number;
  readonly free: number;
}

export interface SlotPoolOptions {
  /** Most tickets that may wait. */
  readonly limit: number;
  /** @default - every bot weighs 1 */
  readonly weightOf?: WeightOf;
}

interface Replica {
  readonly id: string;
  total: number;
  leases: number;
  /** Most leases at once since the last report: a report may describe any moment since then. */
  peak: number;
  foreign: number;
  /** `closed` until the next report: it drains, is silent, or could not be reached. */
  state: 'open' | 'closed';
}

/**
 * Slots of the replicas that serve one model, and the line of those who wait for one.
 *
 * A state machine without clock or input and output: every operation returns the leases that it made possible, and the
 * caller wakes exactly these. At most one per freed slot, so a release wakes one waiter and never a herd.
 * While somebody waits, no open replica has a free slot.
 *
 * The replica itself owns the limit. This pool counts its own leases and believes reports about the rest; where both
 * were wrong, the replica refuses and the ticket is handed back to the head of the line.
 */
export class SlotPool<T extends Ticket> {
  private readonly replicas = new Map<string, Replica>();
  private readonly leases = new Map<number, Lease<T>>();
  private readonly queue: FairQueue<T>;
  private lastLease = 0;

  constructor(private readonly options: SlotPoolOptions) {
    this.queue = new FairQueue<T>(options.weightOf);
  }

  get waiting(): number {
    return this.queue.size;
  }

  /** Replicas that accept work, full ones included. */
  get openReplicas(): number {
    return this.open().length;
  }

  occupation(): Occupation {
    const sum = { total: 0, leased: 0, foreign: 0, free: 0 };
    for (const replica of this.replicas.values()) {
      sum.leased += replica.leases;
      if (replica.state === 'closed') continue;
      sum.total += replica.total;
      sum.foreign += replica.foreign;
      sum.free += freeSlots(replica);
    }
    return sum;
  }

  /** Those who wait, next one first. */
  order(): T[] {
    return this.queue.order();
  }

  /** Takes up a ticket, unless as many wait as may. It is among the returned leases when a slot was free. */
  enqueue(ticket: T): readonly Lease<T>[] | 'full' {
    if (this.queue.size >= this.options.limit && this.occupation().free === 0) return 'full';
    this.queue.add(ticket);
    return this.grant();
  }

  /** Forgets a ticket that waits; `false` when it does not. */
  cancel(ticket: T): boolean {
    return this.queue.cancel(ticket);
  }

  /** The request is over. A lease that is over already changes nothing. */
  release(lease: Lease<T>): readonly Lease<T>[] {
    return this.end(lease) ? this.grant() : [];
  }

  /**
   * The replica did not take the request, which becomes the next in line again.
   * @param why - `full`: its slots are in use, so the next try there follows a release or a report;
   * `unavailable`: it drains or cannot be reached, so the next try there follows a report
   */
  handBack(lease: Lease<T>, why: 'full' | 'unavailable'): readonly Lease<T>[] {
    const replica = this.end(lease);
    if (!replica) return [];
    if (why === 'unavailable') replica.state = 'closed';
    else replica.foreign = Math.max(0, replica.total - replica.leases);
    this.queue.putBack(lease.ticket);
    return this.grant();
  }

  /** A replica reported: it belongs to the pool from now on, and what it says of slots in use counts. */
  report(id: string, { total, busy, draining }: Report): readonly Lease<T>[] {
    const replica = this.replicas.get(id) ?? this.admit(id);
    replica.total = total;
    replica.foreign = Math.max(0, busy - replica.peak);
    replica.peak = replica.leases;
    replica.state = draining ? 'closed' : 'open';
    return this.grant();
  }

  /** A replica fell silent: it gets nothing new until it reports again. Its running requests may well finish. */
  silence(id: string): void {
    const replica = this.replicas.get(id);
    if (replica) replica.state = 'closed';
  }

  /** A replica left for good. Leases on it end like any other, when their requests do. */
  forget(id: string): void {
    this.replicas.delete(id);
  }

  private admit(id: string): Replica {
    const leases = [...this.leases.values()].filter(({ replica }) => replica === id).length;
    const replica: Replica = { id, total: 0, leases, peak: leases, foreign: 0, state: 'closed' };
    this.replicas.set(id, replica);
    return replica;
  }

  private end(lease: Lease<T>): Replica | undefined {
    if (!this.leases.delete(lease.id)) return undefined;
    const replica = this.replicas.get(lease.replica) ?? this.ghost(lease.replica);
    replica.leases -= 1;
    return replica;
  }

  /** Stands for a replica that was forgotten while it still served, so that its tickets can be handed back. */
  private ghost(id: string): Replica {
    return { id, total: 0, leases: 1, peak: 1, foreign: 0, state: 'closed' };
  }

  private grant(): Lease<T>[] {
    const granted: Lease<T>[] = [];
    for (let slots = this.occupation().free; slots > 0; slots -= 1) {
      const ticket = this.queue.next();
      if (!ticket) break;
      granted.push(this.lend(ticket));
    }
    return granted;
  }

  private lend(ticket: T): Lease<T> {
    const open = this.open();
    const candidates = open.filter((replica) => freeSlots(replica) > 0).map(asCandidate);
    const ids = open.map(({ id }) => id);
    const chosen = chooseReplica(candidates, ids, ticket.conversation ?? String(ticket.id));
    if (!chosen) throw new Error('a slot was counted as free but no replica has one: the counts of the pool disagree');
    chosen.replica.leases += 1;
    chosen.replica.peak = Math.max(chosen.replica.peak, chosen.replica.leases);
    const lease: Lease<T> = { id: (this.lastLease += 1), replica: chosen.id, ticket };
    this.leases.set(lease.id, lease);
    return lease;
  }

  private open(): Replica[] {
    return [...this.replicas.values()].filter(({ state }) => state === 'open');
  }
}

function freeSlots({ state, total, leases, foreign }: Replica): number {
  return state === 'open' ? Math.max(0, total - leases - foreign) : 0;
}

function asCandidate(replica: Replica) {
  return { id: replica.id, busy: replica.leases + replica.foreign, replica };
}
