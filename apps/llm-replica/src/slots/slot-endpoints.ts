import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, type Handler } from '@perchoir/service/router';
import { callerTier } from '@perchoir/service/tls';
import { ApiError } from '../http/api-error';
import type { SlotCounter } from './slot-counter';

/** Tier whose workloads may drain a replica. */
const CALLING_TIER = 'llm';

/** `GET /slots`. */
export function slotsHandler(slots: SlotCounter, model: string): Handler {
  return async (_, response) => sendJson(response, { ...slots.view, model });
}

/** `POST /drain`: nothing new runs; what runs finishes. */
export function drainHandler(slots: SlotCounter, model: string): Handler {
  return async (request, response) => {
    requireTier(request);
    slots.drain();
    sendSlots(response, slots, model);
  };
}

/** `DELETE /drain`: takes a drain back, unless the process is stopping. */
export function resumeHandler(slots: SlotCounter, model: string): Handler {
  return async (request, response) => {
    requireTier(request);
    if (!slots.resume()) {
      throw new ApiError(409, 'stopping', { message: 'The replica is stopping; its drain is final.' });
    }
    sendSlots(response, slots, model);
  };
}

function sendSlots(response: ServerResponse, slots: SlotCounter, model: string): void {
  sendJson(response, { ...slots.view, model });
}

function requireTier(request: IncomingMessage): void {
  if (callerTier(request) === CALLING_TIER) return;
  const message = `Only the tier ${CALLING_TIER} may drain a replica: present its client certificate.`;
  throw new ApiError(403, 'not_allowed', { message });
}
