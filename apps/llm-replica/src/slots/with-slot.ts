import { ClientGone } from '@perchoir/service/client-gone';
import type { Counter } from 'prom-client';
import { ApiError } from '../http/api-error';
import type { ClientConnection } from '../http/client-connection';
import type { Acquisition, SlotCounter } from './slot-counter';

export interface SlotOptions {
  readonly slots: SlotCounter;
  readonly client: ClientConnection;
  /** Requests by how they ended. */
  readonly requests: Counter<'outcome'>;
}

/** A gateway that heard of a free slot a moment ago tries another replica at once; this is for callers without one. */
const RETRY_FULL_SECONDS = 1;
const RETRY_DRAINING_SECONDS = 5;

/**
 * Does `work` with a slot, and frees it when the work is over. A client that went away is no failure of the work.
 * @throws ApiError 429 when every slot is busy, 503 while draining; nothing ever waits.
 */
export async function withSlot({ slots, client, requests }: SlotOptions, work: () => Promise<void>): Promise<void> {
  const acquisition = slots.acquire();
  if (acquisition.kind !== 'granted') {
    requests.inc({ outcome: acquisition.kind });
    throw refusal(acquisition);
  }
  try {
    await work();
    requests.inc({ outcome: 'done' });
  } catch (error) {
    const isGone = client.signal.aborted || error instanceof ClientGone;
    requests.inc({ outcome: isGone ? 'client_gone' : 'failed' });
    if (!isGone) throw error;
  } finally {
    acquisition.lease.release();
  }
}

function refusal({ kind }: Exclude<Acquisition, { kind: 'granted' }>): ApiError {
  if (kind === 'full') {
    const message = 'Every slot of this replica is busy: try another replica, or again in a second.';
    return new ApiError(429, 'slots_full', { message, retryAfterSeconds: RETRY_FULL_SECONDS });
  }
  const message = 'This replica finishes its work and takes nothing new: try another one.';
  return new ApiError(503, 'draining', { message, retryAfterSeconds: RETRY_DRAINING_SECONDS });
}
