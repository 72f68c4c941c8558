import { scaling } from '../lib/autoscaling';
import { outsideParty } from '../lib/flow';
import { type Autoscaling } from '../lib/site';
import { type Tier } from '../lib/tier';
import { type Workload } from '../lib/workload';
import { SCALER_PORT } from './gateway';

export interface SlotScalingProps {
  readonly gateway: Workload;
  readonly chat: Workload;
  readonly autoscaling: Autoscaling;
}

/** Replicas follow the number that the gateways want: slots in use and clients waiting, known to them alone. */
export function scaleOnWantedSlots(tier: Tier, { gateway, chat, autoscaling }: SlotScalingProps): void {
  const { replicas } = chat.props;
  if (replicas.kind === 'fixed') return;
  gateway.pods.admit(outsideParty('keda-operator', autoscaling.keda), 'wanted-replicas', SCALER_PORT);
  scaling(tier, {
    workload: chat.name,
    askedBy: autoscaling.keda.namespace,
    min: replicas.min,
    max: replicas.max,
    trigger: { kind: 'external-push', scalerAddress: `${gateway.host('llm-gateway-peers')}:${SCALER_PORT}` },
    fallback: replicas.max,
    scaleDownSeconds: 120,
  });
}
