import { type App, Chart } from 'cdk8s';
import { type Entrance } from '../entrance';
import { type JsonObject, plainObject } from '../json';
import { PodGroup } from '../pod-group';
import { Task } from '../task';
import { Workload } from '../workload';

/** What the app itself does not know. */
export interface InventoryFacts {
  readonly cluster: string;
  readonly entrances: readonly Entrance[];
  /** The demo bot and the folders that feed it. */
  readonly demo: { readonly bot: string; readonly knowledge: readonly string[] } | null;
}

/** The summary of a cluster for tools: `inventory.json`, beside the tier folders that are synced. */
export function inventory(app: App, facts: InventoryFacts): string {
  const constructs = app.node.findAll();
  const workloads = constructs.filter((construct) => construct instanceof Workload);
  const tasks = constructs.filter((construct) => construct instanceof Task);
  const groups = constructs.filter((construct) => construct instanceof PodGroup);
  const summary: JsonObject = plainObject(
    {
      ...facts,
      tiers: constructs.filter((construct) => Chart.isChart(construct)).map(({ node }) => node.id),
      workloads: [...workloads.map(workloadEntry), ...tasks.map(taskEntry)],
      secrets: workloads.flatMap(({ pods, props }) =>
        (props.secrets ?? []).map(({ name, keys, generate }) => ({ namespace: pods.tier, name, keys, generate })),
      ),
      models: workloads.flatMap(modelEntries),
      flows: groups
        .flatMap(({ flows }) => flows)
        .map(({ from, to, port, prop }) => ({
          from: `${from.tier}/${from.name}`,
          to: `${to.tier}/${to.name}`,
          port,
          prop,
        })),
      images: [...new Set([...workloads, ...tasks].flatMap(imagesOf))].sort(),
    },
    'inventory',
  );
  return `${JSON.stringify(summary, null, 2)}\n`;
}

function workloadEntry({ kind, name, pods, props }: Workload): object {
  const { replicas, services } = props;
  const count = replicas.kind === 'fixed' ? replicas.count : replicas;
  return {
    namespace: pods.tier,
    kind,
    name,
    app: props.app,
    image: props.image.reference,
    replicas: count,
    services: services.map((service) => service.name),
  };
}

function taskEntry({ name, pods, props }: Task): object {
  return { namespace: pods.tier, kind: 'Job', name, app: props.app, image: props.image.reference };
}

function modelEntries({ name, pods, props }: Workload): object[] {
  return (props.mounted ?? []).flatMap((mounted) =>
    mounted.kind === 'image'
      ? [{ namespace: pods.tier, workload: name, image: mounted.image.reference, path: mounted.path }]
      : [],
  );
}

function imagesOf(owner: Workload | Task): string[] {
  const own = [owner.props.image.reference];
  if (!(owner instanceof Workload)) return own;
  const { sidecar, mounted = [] } = owner.props;
  return [
    ...own,
    ...(sidecar ? [sidecar.image.reference] : []),
    ...mounted.flatMap((volume) => (volume.kind === 'image' ? [volume.image.reference] : [])),
  ];
}
