import { serviceDefinition } from '../grpc/service-definition';
import type { RoleDemand } from '../scaler/demand';
import type { PeerReport } from './peer-map';

/** How gateways watch each other; see `contract/peers.proto`. */
export const peersDefinition = serviceDefinition('peers.proto', 'perchoir.llm.peers.Peers');

/** A report as gRPC hands it over. Roles that this version does not know are in it too. */
export interface WireReport {
  readonly peer: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly roles: Readonly<Record<string, RoleDemand>>;
}

/** Longest name of a gateway: that of a pod. */
const LONGEST_NAME = 253;

const NOTHING: RoleDemand = {
  leased: 0,
  running: 0,
  queued: 0,
  oldestWaitSeconds: 0,
  readyReplicas: 0,
  serviceSeconds: 0,
  startSeconds: 0,
  isActive: false,
};

/** What another gateway said, every number made sure of: one that is not a number would make the sum none either. */
export function readReport({ peer, epoch, sequence, roles }: WireReport): PeerReport {
  return {
    peer: peer.slice(0, LONGEST_NAME),
    epoch: amount(epoch),
    sequence: amount(sequence),
    roles: { chat: demandOf(roles['chat']), embeddings: demandOf(roles['embeddings']) },
  };
}

function demandOf(wire: RoleDemand = NOTHING): RoleDemand {
  return {
    leased: amount(wire.leased),
    running: amount(wire.running),
    queued: amount(wire.queued),
    oldestWaitSeconds: amount(wire.oldestWaitSeconds),
    readyReplicas: amount(wire.readyReplicas),
    serviceSeconds: amount(wire.serviceSeconds),
    startSeconds: amount(wire.startSeconds),
    isActive: wire.isActive,
  };
}

function amount(value: number): number {
  return Number.isFinite(value) ? Math.max(0, value) : 0;
}
