import { type App } from 'cdk8s';
import { checkConnectionBudget, type ConnectionPool } from './capacity';
import { PodGroup } from './pod-group';
import { Workload } from './workload';

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
  const most = new Map(
    constructs
      .filter((construct) => construct instanceof Workload)
      .map((workload) => [workload.pods, mostPods(workload)]),
  );
  return constructs
    .filter((construct) => construct instanceof PodGroup)
    .flatMap((pods) =>
      pods.pools.map(({ prop, login }) => ({
        owner: `${pods.name} ${prop}`,
        pods: most.get(pods) ?? 1,
        connections: login.connections,
      })),
    );
}

function mostPods({ props: { replicas } }: Workload): number {
  return replicas.kind === 'fixed' ? replicas.count : replicas.max;
}
