import { scaling } from '../lib/autoscaling';
import { REALTIME_SCALING_TARGET } from '../lib/capacity';
import { type Autoscaling } from '../lib/site';
import { type Tier } from '../lib/tier';
import { type Workload } from '../lib/workload';

/** The cap hides demand: visitors that were turned away count as much as those inside. */
const demand = 'sum(realtime_users{namespace="realtime"}) + sum(realtime_refused_visitors{namespace="realtime"})';

/** Servers follow the number of users. Leaving is slow: each server that goes moves its users to another. */
export function scaleOnUsers(tier: Tier, server: Workload, { keda, prometheusUrl }: Autoscaling): void {
  const { replicas } = server.props;
  if (replicas.kind === 'fixed') return;
  scaling(tier, {
    workload: server.name,
    askedBy: keda.namespace,
    min: replicas.min,
    max: replicas.max,
    trigger: { kind: 'prometheus', serverAddress: prometheusUrl, query: demand, target: REALTIME_SCALING_TARGET },
    fallback: replicas.min,
    scaleDownSeconds: 120,
  });
}
