import type { LoadedEngine } from '../engines/load-engine';
import type { SlotCounter } from '../slots/slot-counter';

/** What gateways are told once a second; see `contract/openapi.yaml`. */
export interface ReplicaStatus {
  readonly address: string;
  readonly role: 'chat' | 'embeddings';
  readonly model: string;
  readonly slots: { readonly total: number; readonly busy: number };
  readonly draining: boolean;
  readonly contextTokens: number;
  readonly prefillTokensPerSecond: number;
}

export interface StatusParts {
  readonly engine: LoadedEngine;
  readonly slots: SlotCounter;
  readonly model: string;
  /** Where gateways reach this replica. */
  readonly address: string;
}

/** The replica as it is now. An engine that is down makes it draining: nothing new may come until it is back. */
export function statusOf({ engine, slots, model, address }: StatusParts): ReplicaStatus {
  const { total, busy, draining } = slots.view;
  return {
    address,
    role: engine.role,
    model,
    slots: { total, busy },
    draining: draining || engine.state().kind === 'down',
    contextTokens: engine.contextTokens,
    prefillTokensPerSecond: Math.round(engine.prefillTokensPerSecond()),
  };
}
