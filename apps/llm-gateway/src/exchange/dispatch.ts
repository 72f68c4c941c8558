import { ApiError } from '../http/api-error';
import type { Place, Slot } from '../queue/place';
import type { CallResult } from '../replicas/replica-call';

/** How one attempt ended. `lost`: the replica went away and another may go on in its stead. */
export type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'full' | 'unavailable' }
  | { readonly kind: 'lost'; readonly error: ApiError };

/** Replicas that one request may lose before it is given up: it might be the request that kills them. */
const MOST_LOSSES = 3;

/**
 * Attempts a request with every slot it gets until one attempt is done. A replica that is full or drains costs nothing
 * but a place at the head of the line; one that is lost counts.
 *
 * @returns the slot of the attempt that is done.
 * @throws what ends the request: the line's refusal, the attempt's error, the last loss.
 */
export async function dispatch(place: Place, attempt: (slot: Slot) => Promise<Verdict>): Promise<Slot> {
  try {
    for (let losses = 0; ;) {
      const slot = await place.slot();
      const verdict = await attempt(slot);
      if (verdict.kind === 'done') {
        place.leave();
        return slot;
      }
      if (verdict.kind === 'lost') losses += 1;
      if (verdict.kind === 'lost' && losses >= MOST_LOSSES) throw verdict.error;
      place.handBack(verdict.kind === 'full' ? 'full' : 'unavailable');
    }
  } catch (error) {
    place.leave(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** What a call without an answer means for the request. */
export function verdictOf(result: Exclude<CallResult, { kind: 'answer' }>): Verdict {
  if (result.kind !== 'unreachable') return { kind: result.kind };
  const { cause, error } = result;
  if (cause === 'error') return { kind: 'lost', error: replicaLost(error) };
  const message = 'No replica could be reached in time.';
  return { kind: 'lost', error: new ApiError(504, 'connect_timeout', { message, cause: error }) };
}

/** The error of an answer whose replica went away. */
export function replicaLost(cause: unknown): ApiError {
  const message = 'The replica was lost before the answer was complete.';
  return new ApiError(502, 'replica_lost', { message, cause, retryAfterSeconds: 1 });
}
