import type { HttpsClient } from '@perchoir/service/https-client';
import type { Log } from '@perchoir/service/log';
import { Problem } from '@perchoir/service/problem';
import type { Admission } from '../queue/admission';
import type { Heartbeat } from './heartbeat';

/** A replica as it last described itself, and the connections to it. */
export interface Replica {
  readonly id: string;
  readonly heartbeat: Heartbeat;
  readonly client: HttpsClient;
}

export interface RegistryOptions {
  /** Silence after which a replica gets no new work, in milliseconds. */
  readonly heartbeatTimeoutMs: number;
  /** Opens connections to a replica at its address. */
  readonly connect: (heartbeat: Heartbeat) => HttpsClient;
  readonly admission: Admission;
  readonly log: Log;
}

interface Entry extends Replica {
  readonly silence: NodeJS.Timeout;
  readonly departure: NodeJS.Timeout;
}

/** Heartbeat timeouts after which a silent replica is forgotten and its connections close once idle. */
const TIMEOUTS_UNTIL_FORGOTTEN = 20;
const MOST_REPLICAS = 1_000;

/**
 * Every replica that has reported, by id. Only silence ends a replica's membership: DNS, which loses pods that are not
 * ready and keeps some that are dead, is never asked.
 */
export class Registry {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly options: RegistryOptions) {}

  get(id: string): Replica | undefined {
    return this.entries.get(id);
  }

  /** @throws Problem 503 when the registry is full. */
  heard(id: string, heartbeat: Heartbeat): void {
    const known = this.entries.get(id);
    if (!known && this.entries.size >= MOST_REPLICAS) throw tooManyReplicas();
    if (known && hasMoved(known.heartbeat, heartbeat)) this.forget(known);
    const before = this.entries.get(id);
    this.entries.set(id, before ? this.renewed(before, heartbeat) : this.admitted(id, heartbeat));
    this.options.admission.report(id, heartbeat, { ...heartbeat.slots, draining: heartbeat.draining });
  }

  /** Closes every connection once it is idle. */
  async close(): Promise<void> {
    const entries = [...this.entries.values()];
    this.entries.clear();
    await Promise.all(entries.map((entry) => this.disconnect(entry)));
  }

  private renewed(before: Entry, heartbeat: Heartbeat): Entry {
    before.silence.refresh();
    before.departure.refresh();
    return { ...before, heartbeat };
  }

  private admitted(id: string, heartbeat: Heartbeat): Entry {
    const { heartbeatTimeoutMs, connect, log } = this.options;
    log.info({ replica: id, model: heartbeat.model, slots: heartbeat.slots.total }, 'replica registered');
    const client = connect(heartbeat);
    const silence = setTimeout(() => this.silent(id), heartbeatTimeoutMs).unref();
    const departure = setTimeout(() => this.gone(id), heartbeatTimeoutMs * TIMEOUTS_UNTIL_FORGOTTEN).unref();
    return { id, heartbeat, client, silence, departure };
  }

  private silent(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.options.log.warn({ replica: id }, 'replica is silent: nothing new is sent to it');
    this.options.admission.lose(id, entry.heartbeat, 'silent');
  }

  private gone(id: string): void {
    const entry = this.entries.get(id);
    if (entry) this.forget(entry);
  }

  private forget(entry: Entry): void {
    this.entries.delete(entry.id);
    this.options.admission.lose(entry.id, entry.heartbeat, 'left');
    this.disconnect(entry).catch((error: unknown) => this.options.log.warn({ err: error }, 'closing failed'));
  }

  private disconnect(entry: Entry): Promise<void> {
    clearTimeout(entry.silence);
    clearTimeout(entry.departure);
    return entry.client.close();
  }
}

function tooManyReplicas(): Problem {
  const title = `This gateway knows ${MOST_REPLICAS} replicas already.`;
  return new Problem(503, 'too-many-replicas', { title, retryAfterSeconds: 60 });
}

/** What cannot change while connections and leases stay: a replica that changed it is a new one under the same id. */
function hasMoved(before: Heartbeat, now: Heartbeat): boolean {
  return before.address !== now.address || before.role !== now.role || before.model !== now.model;
}
