import { type App } from 'cdk8s';
import { checkConnectionBudget, type ConnectionPool } from './capacity';
import { PodGroup } from './pod-group';
import { mostPods, Workload } from './workload';

/**
 * Checks that all pods together open no more connections than the database admits.
 *
 * @throws Error listing every pool when they do.
 */
export function checkBudget(app: App, maxConnections: number): void {
  checkConnectionBudget(poolsOf(app), maxConnections);
}

function poolsOf(app: App): ConnectionPool[] {
  const constructs = app.node.findAll();
  const workloads = constructs.filter((construct) => construct instanceof Workload);
  const most = new Map(workloads.map((workload) => [workload.pods, mostPodsInRollout(workload)]));
  const groups = constructs.filter((construct) => construct instanceof PodGroup);
  return groups.flatMap((pods) =>
    pods.pools.map(({ prop, login: { connections } }) => {
      return { owner: `${pods.name} ${prop}`, pods: most.get(pods) ?? 1, connections };
    }),
  );
}

/** A Deployment starts a new pod before it stops an old one. */
function mostPodsInRollout({ kind, props }: Workload): number {
  return mostPods(props.replicas) + (kind === 'Deployment' ? 1 : 0);
}
