import { setTimeout as sleep } from 'node:timers/promises';
import { Scaffold, until } from '../api/scaffold';
import { hasCondition } from '../api/condition';
import type { KubernetesApi } from '../api/kubernetes-api';
import type { Cluster } from '../cluster/cluster';

import type { RenderedCluster } from '../manifests/rendered-cluster';
import { probePod } from '../node/probe-pod';
import { stopwatch } from '../progress';
import { differences, tryConnections, untried, type Attempt } from './matrix';
import { standIns, type StandIn } from './stand-in';

/**
 * Proves for every rendered cluster that packets go where its graph says and nowhere else. Prints a line for each.
 * @returns how many findings there are
 */
export async function provePackets(
  { api }: Cluster,
  rendered: readonly RenderedCluster[],
  interruption: AbortSignal,
): Promise<number> {
  console.log('\nPackets between stand-ins of the workloads, against the graph in inventory.json');
  // The namespaces stay for the clusters that follow, because each takes Kubernetes five seconds to delete.
  const foundations = new Scaffold(api);
  let findings = 0;
  for (const cluster of rendered) {
    interruption.throwIfAborted();
    findings += await proveOne(api, cluster, foundations);
  }
  return findings;
}

async function proveOne(api: KubernetesApi, cluster: RenderedCluster, foundations: Scaffold): Promise<number> {
  const seconds = stopwatch();
  const scaffold = new Scaffold(api);
  try {
    const all = standIns(cluster);
    await makeNamespaces(foundations, api, { cluster, standIns: all });
    await makeStandIns(scaffold, api, all);
    const free = differences(await tryConnections(api, all), cluster.flows);
    for (const { object, text } of ofKind(cluster, 'NetworkPolicy')) await scaffold.ensure(object, text);
    const attempts = await settled(api, { cluster, standIns: all });
    const findings = report(cluster, attempts, free.length);
    const counts = `${attempts.length} connections tried, ${attempts.filter(({ connected }) => connected).length} made`;
    const without = `${free.length} more without policies`;
    const verdict = findings.length === 0 ? 'equal to the graph' : `${findings.length} FOUND`;
    console.log(`  ${cluster.name.padEnd(11)} ${counts}, ${without}: ${verdict}, ${seconds().toFixed(1)} s`);
    for (const finding of findings) console.log(`    ${finding}`);
    return findings.length;
  } finally {
    await scaffold.remove();
  }
}

interface Stage {
  readonly cluster: RenderedCluster;
  readonly standIns: readonly StandIn[];
}

async function makeNamespaces(
  scaffold: Scaffold,
  api: KubernetesApi,
  { cluster, standIns: all }: Stage,
): Promise<void> {
  for (const { object, text } of ofKind(cluster, 'Namespace')) await scaffold.ensure(object, text);
  const names = new Set(all.flatMap(({ pods }) => pods.map(({ namespace }) => namespace)));
  for (const name of names) await scaffold.make({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const name of names)
    await until(() => api.exists(`/api/v1/namespaces/${name}/serviceaccounts/default`), `an account in ${name}`);
}

async function makeStandIns(scaffold: Scaffold, api: KubernetesApi, all: readonly StandIn[]): Promise<void> {
  const pods = all.flatMap((standIn) => standIn.pods);
  for (const pod of pods) await scaffold.make(probePod(pod));
  for (const { namespace, name } of pods)
    await until(
      async () => hasCondition(await api.get(`/api/v1/namespaces/${namespace}/pods/${name}`), 'Ready'),
      `the stand-in ${namespace}/${name} ready`,
    );
}

/** Policies come into force a moment after they are accepted: the last of ten looks counts. */
async function settled(api: KubernetesApi, { cluster, standIns: all }: Stage): Promise<readonly Attempt[]> {
  for (let looks = 1; ; looks += 1) {
    const attempts = await tryConnections(api, all);
    if (looks === 10 || differences(attempts, cluster.flows).length === 0) return attempts;
    await sleep(200);
  }
}

/** Without policies everything is connected: a matrix that does not change shows that nothing was measured. */
function report({ flows }: RenderedCluster, attempts: readonly Attempt[], free: number): readonly string[] {
  return [
    ...differences(attempts, flows).map(
      ({ from, to, port, connected }) =>
        `${from} ${connected ? 'reaches' : 'does not reach'} ${to}:${port}, which the graph ${connected ? 'lacks' : 'has'}`,
    ),
    ...untried(attempts, flows).map(({ from, to, port }) => `nothing stands for ${from} or ${to}:${port} of the graph`),
    ...(free === 0 ? ['policies change nothing: nothing was measured'] : []),
  ];
}

function ofKind({ manifests }: RenderedCluster, kind: string) {
  return manifests.filter(({ object }) => object.kind === kind);
}
