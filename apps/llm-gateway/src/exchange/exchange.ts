import type { IncomingMessage, ServerResponse } from 'node:http';
import { goneSignal } from '@perchoir/service/client-gone';
import { withTrace, type Log } from '@perchoir/service/log';
import { readBody } from '@perchoir/service/problem';
import { ApiError } from '../http/api-error';
import type { FailoverPolicy } from '../failover/failover-policy';
import type { GatewayMetrics } from '../metrics';
import type { Admission } from '../queue/admission';
import type { Slot } from '../queue/place';
import type { Registry, Replica } from '../replicas/registry';
import type { BudgetOptions } from './budgets';

/** What handlers of requests work with. */
export interface ExchangeParts {
  readonly admission: Admission;
  readonly registry: Registry;
  readonly metrics: GatewayMetrics;
  readonly failover: FailoverPolicy;
  readonly budgets: BudgetOptions;
  readonly log: Log;
  /** Pause between two signs of life to a waiting client, in milliseconds. */
  readonly keepAliveMs: number;
}

/** One request of a client, read and bounded, with the signal that it is gone. */
export interface Exchange {
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly json: unknown;
  readonly bot: string;
  readonly conversation: string | undefined;
  readonly traceparent: string | undefined;
  readonly gone: AbortSignal;
  /** When it came, on the monotonic clock in milliseconds. */
  readonly startedAt: number;
  /** Carries the trace of the request. */
  readonly log: Log;
}

const MOST_BODY_BYTES = 1_048_576;
const LONGEST_BODY_MS = 30_000;
const LONGEST_HEADER = 128;

/**
 * Reads a request.
 * @throws ApiError 400 for a header or body that is malformed, 408 when the body takes too long; Problem 413.
 */
export async function readExchange(request: IncomingMessage, response: ServerResponse, log: Log): Promise<Exchange> {
  const startedAt = performance.now();
  const bot = boundedHeader(request, 'x-bot') ?? '';
  const conversation = boundedHeader(request, 'x-conversation');
  const gone = goneSignal(response);
  const body = await readBounded(request);
  const traceparent = boundedHeader(request, 'traceparent');
  const read = { body, json: parse(body), bot, conversation, traceparent };
  return { ...read, response, gone, startedAt, log: withTrace(log, traceparent) };
}

/** One line for each answer that is complete: where it ran and how long it took, nothing of what it says. */
export function logAnswer({ log, startedAt, bot }: Exchange, model: string, { replica, queueMs }: Slot): void {
  const ms = Math.round(performance.now() - startedAt);
  log.info({ model, bot, replica, queueMs: Math.round(queueMs), ms }, 'answered');
}

/** The replica of a slot. @throws ApiError when it left between the grant and now, which a retry repairs. */
export function replicaOf(registry: Registry, slot: Slot): Replica {
  const replica = registry.get(slot.replica);
  if (!replica)
    throw new ApiError(502, 'replica_lost', { message: 'The replica left: try again.', retryAfterSeconds: 1 });
  return replica;
}

/** Headers that say where an answer comes from and what it waited for. */
export function slotHeaders({ replica, queueMs }: Slot): Readonly<Record<'x-replica' | 'x-queue-ms', string>> {
  return { 'x-replica': replica, 'x-queue-ms': String(Math.round(queueMs)) };
}

function boundedHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  if (typeof value !== 'string' || value === '') return undefined;
  if (value.length <= LONGEST_HEADER) return value;
  const message = `${name} must have at most ${LONGEST_HEADER} characters.`;
  throw new ApiError(400, 'invalid_request', { message, param: name });
}

async function readBounded(request: IncomingMessage): Promise<Buffer> {
  const message = `The body did not arrive within ${LONGEST_BODY_MS / 1_000} s.`;
  const late = new ApiError(408, 'body_timeout', { message });
  const timer = setTimeout(() => request.destroy(late), LONGEST_BODY_MS);
  try {
    return await readBody(request, MOST_BODY_BYTES);
  } finally {
    clearTimeout(timer);
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new ApiError(400, 'invalid_request', { message: 'The body is not valid JSON.', param: 'body' });
  }
}
