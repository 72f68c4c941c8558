import type { KubernetesApi } from '../api/kubernetes-api';
import type { Flow } from '../manifests/rendered-cluster';
import { connectFrom } from '../node/probe-pod';
import type { StandIn } from './stand-in';

/** One connection that was tried. */
export interface Attempt extends Flow {
  readonly connected: boolean;
}

/** Tries a connection from every stand-in to every port of every other, all at once. */
export async function tryConnections(api: KubernetesApi, standIns: readonly StandIn[]): Promise<readonly Attempt[]> {
  const targets = await Promise.all(standIns.map((standIn) => targetsOf(api, standIn)));
  const rows = standIns.map(({ node, pods: [pod] }) => (pod ? row(api, { node, pod, targets: targets.flat() }) : []));
  return (await Promise.all(rows)).flat();
}

/** Attempts that went otherwise than the graph says. */
export function differences(attempts: readonly Attempt[], flows: readonly Flow[]): readonly Attempt[] {
  const permitted = new Set(flows.map(({ from, to, port }) => `${from} ${to} ${port}`));
  return attempts.filter(({ from, to, port, connected }) => connected !== permitted.has(`${from} ${to} ${port}`));
}

/** Flows between stand-ins that nothing tried: a graph that names what is not there. */
export function untried(attempts: readonly Attempt[], flows: readonly Flow[]): readonly Flow[] {
  const tried = new Set(attempts.map(({ from, to, port }) => `${from} ${to} ${port}`));
  const inside = flows.filter(({ to }) => !to.startsWith('outside/'));
  return inside.filter(({ from, to, port }) => !tried.has(`${from} ${to} ${port}`));
}

interface Target {
  readonly node: string;
  /** Of the pod, for example `llm/llm-gateway-1`. */
  readonly pod: string;
  readonly address: string;
  readonly port: number;
}

interface Caller {
  readonly node: string;
  readonly pod: { readonly namespace: string; readonly name: string };
  readonly targets: readonly Target[];
}

/** The second of two pods is called, so that a workload that calls its own kind calls another. */
async function targetsOf(api: KubernetesApi, { node, pods }: StandIn): Promise<readonly Target[]> {
  const pod = pods.at(-1);
  if (!pod || pod.ports.length === 0) return [];
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`;
  const { status } = (await api.get(path)) as { status: { podIP: string } };
  const name = `${pod.namespace}/${pod.name}`;
  return pod.ports.map(({ port }) => ({ node, pod: name, address: `${status.podIP}:${port}`, port }));
}

/** No policy stands between a pod and itself. */
async function row(api: KubernetesApi, { node, pod, targets: all }: Caller): Promise<readonly Attempt[]> {
  const targets = all.filter((target) => target.pod !== `${pod.namespace}/${pod.name}`);
  const answers = await connectFrom(
    api,
    pod,
    targets.map(({ address }) => address),
  );
  return targets.map((target, index) => ({
    from: node,
    to: target.node,
    port: target.port,
    connected: answers[index] === 'connected',
  }));
}
