import { ApiError } from '../http/api-error';
import type { WeightOf } from './fair-queue';
import { Place, type Line, type PlaceTicket, type Visitor } from './place';
import { SlotPool, type Lease, type Occupation, type Report } from './slot-pool';
import type { Role } from './ticket';

export interface AdmissionOptions {
  /** Most requests that may wait, for each model. */
  readonly limit: number;
  /** Longest time in line, in milliseconds. */
  readonly timeoutMs: number;
  /** @default - every bot weighs 1 */
  readonly weightOf?: WeightOf;
  readonly observer: AdmissionObserver;
}

/** Told of what happens in line, for metrics and scaling. */
export interface AdmissionObserver {
  /** A request entered, whether or not it had to wait. */
  entered(role: Role): void;
  granted(role: Role, queueMs: number): void;
  served(role: Role, serviceMs: number): void;
}

/** What stands in line and runs for one model. */
export interface PoolView {
  readonly role: Role;
  readonly model: string;
  readonly waiting: number;
  /** Whether a replica serves it or served it since the start. */
  readonly wasServed: boolean;
  /** How long the one who has waited longest has waited, in milliseconds. */
  readonly oldestWaitMs: number;
  readonly openReplicas: number;
  readonly occupation: Occupation;
}

/** Which pool a replica belongs to. */
export interface PoolName {
  readonly role: Role;
  readonly model: string;
}

interface NamedLine extends Line, PoolName {
  readonly timeoutMs: number;
  /** A replica served the model once: it may have been scaled to zero and can come back. */
  wasServed: boolean;
  /** Those in line or holding a slot. */
  readonly places: Set<Place>;
}

/** Models that are asked for but that no replica serves yet; more would let names take memory without end. */
const MOST_UNSERVED_MODELS = 8;

/** Seconds a refused caller waits at least and at most. */
const RETRY_AFTER_SECONDS = { min: 1, max: 60 };

/** The lines of all models, with their timers: what turns the state machine of a pool into waiting and waking. */
export class Admission {
  private readonly lines = new Map<string, NamedLine>();
  private readonly meanServiceMs: Record<Role, number> = { chat: 5_000, embeddings: 100 };
  private lastTicket = 0;
  private isClosed = false;

  constructor(private readonly options: AdmissionOptions) {}

  /**
   * Takes a place in line.
   * @throws ApiError 404 for a model that nobody serves while others are served, 429 when the line is full,
   * 503 while the gateway stops.
   */
  enter(visitor: Visitor): Place {
    if (this.isClosed) throw shuttingDown();
    const line = this.lineFor(visitor);
    const place = new Place((this.lastTicket += 1), visitor, line);
    const granted = line.pool.enqueue(place.ticket);
    if (granted === 'full') {
      const refusal = this.lineFull(line);
      place.leave(refusal);
      throw refusal;
    }
    line.places.add(place);
    this.options.observer.entered(line.role);
    line.settle(granted);
    if (visitor.gone.aborted) place.leave(visitor.gone.reason as Error);
    return place;
  }

  /** A replica reported to the pool of its model. */
  report(id: string, name: PoolName, report: Report): void {
    const line = this.lines.get(keyOf(name)) ?? this.open(name);
    line.wasServed = true;
    line.settle(line.pool.report(id, report));
  }

  /** A replica fell silent or left. */
  lose(id: string, name: PoolName, how: 'silent' | 'left'): void {
    const line = this.lines.get(keyOf(name));
    if (how === 'silent') line?.pool.silence(id);
    else line?.pool.forget(id);
    line?.settle([]);
  }

  /** Refuses everybody who waits and everybody who comes; what runs goes on. */
  close(): void {
    this.isClosed = true;
    for (const line of this.lines.values()) line.settle([]);
  }

  view(): PoolView[] {
    return [...this.lines.values()].map(({ role, model, pool, wasServed }) => ({
      role,
      model,
      wasServed,
      waiting: pool.waiting,
      oldestWaitMs: Math.max(0, ...pool.order().map(({ place }) => place.waitedMs())),
      openReplicas: pool.openReplicas,
      occupation: pool.occupation(),
    }));
  }

  private lineFor(name: PoolName): NamedLine {
    const line = this.lines.get(keyOf(name));
    if (line) return line;
    const sameRole = [...this.lines.values()].filter(({ role }) => role === name.role);
    if (sameRole.some(({ pool }) => pool.openReplicas > 0)) throw unknownModel(name.model);
    if (sameRole.filter(({ wasServed }) => !wasServed).length >= MOST_UNSERVED_MODELS) throw tooManyModels();
    return this.open(name);
  }

  private open({ role, model }: PoolName): NamedLine {
    const { limit, timeoutMs, weightOf, observer } = this.options;
    const pool = new SlotPool<PlaceTicket>({ limit, ...(weightOf ? { weightOf } : {}) });
    const line: NamedLine = {
      role,
      model,
      pool,
      timeoutMs,
      wasServed: false,
      places: new Set(),
      settle: (granted) => this.settle(line, granted),
      tooLate: () => this.tooLate(line),
      granted: (queueMs) => observer.granted(role, queueMs),
      served: (serviceMs) => {
        this.meanServiceMs[role] = 0.8 * this.meanServiceMs[role] + 0.2 * serviceMs;
        observer.served(role, serviceMs);
      },
      left: (place) => this.left(line, place),
    };
    this.lines.set(keyOf(line), line);
    return line;
  }

  private settle(line: NamedLine, granted: readonly Lease<PlaceTicket>[]): void {
    for (const lease of granted) lease.ticket.place.grant(lease);
    if (this.isClosed) return line.pool.order().forEach(({ place }) => place.leave(shuttingDown()));
    const isLoading = line.pool.openReplicas === 0;
    line.pool.order().forEach(({ place }, ahead) => {
      place.tell(isLoading ? { kind: 'loading' } : { kind: 'queued', position: ahead + 1 });
    });
  }

  private left(line: NamedLine, place: Place): void {
    line.places.delete(place);
    if (line.places.size === 0 && !line.wasServed) this.lines.delete(keyOf(line));
  }

  private lineFull(line: NamedLine): ApiError {
    const message = `${line.pool.waiting} requests wait for this model already: try again later.`;
    return new ApiError(429, 'queue_full', { message, retryAfterSeconds: this.secondsUntilServed(line) });
  }

  private tooLate(line: NamedLine): ApiError {
    const retryAfterSeconds = this.secondsUntilServed(line);
    const isLoading = line.pool.openReplicas === 0;
    const missed = isLoading ? 'No replica came up' : 'No slot became free';
    const message = `${missed} within ${line.timeoutMs / 1_000} s: try again later.`;
    return new ApiError(503, isLoading ? 'loading_timeout' : 'queue_timeout', { message, retryAfterSeconds });
  }

  /** How long those who wait now need, by the recent time of a request. */
  private secondsUntilServed({ pool, role }: NamedLine): number {
    const slots = Math.max(1, pool.occupation().total);
    const seconds = (pool.waiting * this.meanServiceMs[role]) / slots / 1_000;
    return Math.min(RETRY_AFTER_SECONDS.max, Math.max(RETRY_AFTER_SECONDS.min, seconds));
  }
}

function keyOf({ role, model }: PoolName): string {
  return `${role}\n${model}`;
}

function unknownModel(model: string): ApiError {
  const message = `No replica serves the model "${model}": see /v1/models for those that are served.`;
  return new ApiError(404, 'model_not_found', { message, param: 'model' });
}

function tooManyModels(): ApiError {
  const message = 'Other models are waited for already while no replica is up: try again later.';
  return new ApiError(503, 'loading_timeout', { message, param: 'model', retryAfterSeconds: 10 });
}

function shuttingDown(): ApiError {
  const message = 'This gateway stops: try again, another one answers.';
  return new ApiError(503, 'shutting_down', { message, retryAfterSeconds: 1 });
}
