import { type App, Chart } from 'cdk8s';
import { type Audience } from '../capacity';
import { type Entrance } from '../entrance';
import { plainObject } from '../json';
import { PodGroup } from '../pod-group';
import { Task } from '../task';
import { Workload } from '../workload';

/** What the app itself does not know. */
export interface InventoryFacts {
  readonly cluster: string;
  /** Oldest Kubernetes that the manifests are for. */
  readonly kubernetes: string;
  readonly audience: Audience;
  /** Public host name, and the paths below it. */
  readonly host: string;
  readonly entrances: readonly Entrance[];
  /** The demo bot and the folders that feed it; null where there is none. */
  readonly demo: { readonly bot: string; readonly knowledge: readonly string[] } | null;
}

/** The summary of a cluster for tools: `inventory.json`, beside the tier folders that are synced. */
export function inventory(app: App, facts: InventoryFacts): string {
  const constructs = app.node.findAll();
  const workloads = constructs.filter((construct) => construct instanceof Workload);
  const owners = [...workloads, ...constructs.filter((construct) => construct instanceof Task)];
  const groups = constructs.filter((construct) => construct instanceof PodGroup);
  const summary = {
    ...facts,
    tiers: constructs.filter((construct) => Chart.isChart(construct)).map(({ node }) => node.id),
    workloads: owners.map(workloadEntry),
    images: [...new Set(owners.flatMap(imagesOf))].sort(),
    models: workloads.flatMap(modelEntries),
    secrets: workloads.flatMap(secretEntries),
    endpoints: groups.flatMap(endpointEntries),
    flows: groups.flatMap(flowEntries),
  };
  return `${JSON.stringify(plainObject(summary, 'inventory'), null, 2)}\n`;
}

function workloadEntry(owner: Workload | Task): object {
  const { name, pods, props } = owner;
  const entry = { namespace: pods.tier, name, app: props.app, image: props.image.reference };
  if (owner instanceof Task) return { ...entry, kind: 'Job' };
  const { replicas, services } = owner.props;
  return { ...entry, kind: owner.kind, replicas, services: services.map((one) => one.name) };
}

function secretEntries({ pods, props }: Workload): object[] {
  return (props.secrets ?? []).map(({ presence = 'required', ...secret }) => ({
    namespace: pods.tier,
    ...secret,
    presence,
  }));
}

function modelEntries({ name, pods, props }: Workload): object[] {
  return (props.mounted ?? []).flatMap((mounted) =>
    mounted.kind === 'image'
      ? [{ namespace: pods.tier, workload: name, image: mounted.image.reference, path: mounted.path }]
      : [],
  );
}

function endpointEntries({ tier, name, endpoints }: PodGroup): object[] {
  return endpoints.map((endpoint) => {
    const { kind, host, serverName, port } = endpoint;
    return { name: endpoint.name, kind, provider: `${tier}/${name}`, host, serverName, port };
  });
}

function flowEntries({ flows }: PodGroup): object[] {
  return flows.map(({ from, to, port, prop }) => ({
    from: `${from.tier}/${from.name}`,
    to: `${to.tier}/${to.name}`,
    port,
    prop,
  }));
}

function imagesOf(owner: Workload | Task): string[] {
  const own = owner.props.image.reference;
  if (owner instanceof Task) return [own];
  const { sidecar, mounted = [] } = owner.props;
  const models = mounted.flatMap((volume) => (volume.kind === 'image' ? [volume.image.reference] : []));
  return [own, ...(sidecar ? [sidecar.image.reference] : []), ...models];
}
