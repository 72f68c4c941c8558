import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkOf } from '@perchoir/service/json-schema';
import { Problem, readJson, sendProblem } from '@perchoir/service/problem';
import { callerTier } from '@perchoir/service/tls';
import type { Role } from '../queue/ticket';
import type { Registry } from './registry';

/** What a replica says of itself, at least once a second. */
export interface Heartbeat {
  /** Where it answers, `https://host:port`. */
  readonly address: string;
  readonly role: Role;
  readonly model: string;
  readonly slots: { readonly total: number; readonly busy: number };
  /** It finishes what runs and takes nothing new. Reversible. */
  readonly draining: boolean;
  /** Tokens of prompt and answer together that one slot holds. */
  readonly contextTokens: number;
  /** Speed at which it reads a prompt when alone. */
  readonly prefillTokensPerSecond: number;
}

/** Tier whose workloads may register replicas. */
const CALLING_TIER = 'llm';
const MAX_BODY_BYTES = 4_096;

const check = checkOf<Heartbeat>({
  type: 'object',
  required: ['address', 'role', 'model', 'slots', 'draining', 'contextTokens', 'prefillTokensPerSecond'],
  properties: {
    address: { type: 'string', pattern: '^https://[^/]+/?$', maxLength: 256 },
    role: { type: 'string', enum: ['chat', 'embeddings'] },
    model: { type: 'string', minLength: 1, maxLength: 128 },
    slots: {
      type: 'object',
      required: ['total', 'busy'],
      properties: {
        total: { type: 'integer', minimum: 0, maximum: 1_024 },
        busy: { type: 'integer', minimum: 0, maximum: 1_024 },
      },
    },
    draining: { type: 'boolean' },
    contextTokens: { type: 'integer', minimum: 1 },
    prefillTokensPerSecond: { type: 'number', minimum: 0 },
  },
});

/** `PUT /internal/replicas/{id}`. */
export function heartbeatHandler(registry: Registry) {
  return async (request: IncomingMessage, response: ServerResponse, id: string): Promise<void> => {
    if (callerTier(request) !== CALLING_TIER) return sendProblem(response, notAllowed());
    const checked = check(await readJson(request, MAX_BODY_BYTES));
    if (checked.kind === 'invalid') {
      const { field = 'body', expected } = checked.mismatch;
      const title = `The heartbeat's ${field} ${expected}.`;
      return sendProblem(response, new Problem(400, 'bad-heartbeat', { title, field }));
    }
    registry.heard(id, checked.value);
    response.writeHead(204).end();
  };
}

function notAllowed(): Problem {
  const title = 'Only replicas may report here.';
  const detail = `Present a client certificate whose common name is tier:${CALLING_TIER}.`;
  return new Problem(403, 'not-a-replica', { title, detail });
}
