import { isJson, type Manifest } from '../manifests/manifest';
import { podOf } from '../manifests/pod';
import type { Flow, RenderedCluster } from '../manifests/rendered-cluster';
import type { ProbePodProps, ProbePort } from '../node/probe-pod';

/** A probe with a workload's namespace, labels and ports: to policies it is that workload. */
export interface StandIn {
  /** The node of the graph, for example `llm/llm-gateway`; strangers are none. */
  readonly node: string;
  readonly pods: readonly ProbePodProps[];
}

/** Callers that other people's charts install, and the labels by which policies know them. */
const outsiders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'edge/visitors': { 'app.kubernetes.io/name': 'edge' },
  'monitoring/prometheus': { 'app.kubernetes.io/name': 'prometheus' },
  'operators/keda-operator': { 'app.kubernetes.io/name': 'keda-operator' },
};

/** Every pod of the platform listens on it, and nobody may reach it: a policy without ports would be seen. */
export const shutPort = 7_777;

/** Where nobody has anything to do with the platform. */
const elsewhere = 'perchoir-elsewhere';

/**
 * Two of each workload (some call their own kind), one of each outsider, and a stranger without labels in every
 * namespace and in one outside.
 */
export function standIns({ manifests, flows }: RenderedCluster): readonly StandIn[] {
  const workloads = manifests.flatMap((manifest) => standInFor(manifest, flows));
  const callers = Object.entries(outsiders).flatMap(([node, labels]) =>
    flows.some(({ from }) => from === node) ? single(node, labels) : [],
  );
  const namespaces = new Set(workloads.map(({ node }) => node.split('/')[0] ?? ''));
  const strangers = [...namespaces].flatMap((name) => single(`${name}/stranger`, {}, [{ port: shutPort }]));
  return [...workloads, ...callers, ...strangers, ...single(`${elsewhere}/stranger`, {})];
}

function standInFor(manifest: Manifest, flows: readonly Flow[]): readonly StandIn[] {
  const pod = podOf(manifest);
  const { name, namespace = '' } = manifest.object;
  if (!pod) return [];
  const node = `${namespace}/${name.replace(/-v\d+-[0-9a-f]{8}$/, '')}`;
  const labels = (isJson(pod['metadata']) ? pod['metadata']['labels'] : {}) as Readonly<Record<string, string>>;
  const ports = portsOf(
    pod['spec'],
    flows.filter(({ to }) => to === node),
  );
  const pods = [0, 1].map((ordinal) => ({ name: `${name}-${ordinal}`, namespace, labels, ports }));
  return [{ node, pods }];
}

/** Ports that the containers declare, and those that the graph says they have. */
function portsOf(spec: unknown, flows: readonly Flow[]): readonly ProbePort[] {
  const containers = isJson(spec) ? [spec['containers'], spec['initContainers']].flat() : [];
  const declared: readonly unknown[] = containers.flatMap((each) => (isJson(each) ? (each['ports'] ?? []) : []));
  const ports = new Map<number, ProbePort>([[shutPort, { port: shutPort }]]);
  for (const { port } of flows) ports.set(port, { port });
  for (const { containerPort: port, name } of declared as readonly { containerPort: number; name?: string }[])
    ports.set(port, name === undefined ? { port } : { port, name });
  return [...ports.values()];
}

function single(node: string, labels: ProbePodProps['labels'], ports: readonly ProbePort[] = []): readonly StandIn[] {
  const [namespace = '', name = ''] = node.split('/');
  return [{ node, pods: [{ name, namespace, labels, ports }] }];
}
