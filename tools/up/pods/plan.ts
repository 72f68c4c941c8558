import { join } from 'node:path';
import { Failure } from '../failure';
import { applicationOf } from '../manifests/image';
import type { Platform } from '../manifests/platform';
import type { Container, ContainerPort, Probes } from '../manifests/pod-template';
import type { Volume } from '../manifests/volume';
import type { Addresses, PodIdentity } from '../services/addresses';
import { resolveEnvironment, expand } from './environment';
import { neighboursIn, type Neighbours } from './neighbours';
import { hostRewrites, rewriteMounts, rewriteVariable, type Rewrite, type RewriteRules } from './rewriting';

/** A volume of the pod at its place in one container. */
export interface PlannedMount {
  readonly volume: Volume;
  readonly subPath: string | undefined;
  /** The path that the manifest mounts it at. */
  readonly mountPath: string;
  /** The path that stands for it here. */
  readonly path: string;
}

/** One container with everything decided that can be decided without starting anything. */
export interface PlannedContainer {
  readonly name: string;
  readonly application: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  readonly mounts: readonly PlannedMount[];
  readonly ports: readonly ContainerPort[];
  readonly probes: Probes;
  /** Variables in which a service's name became an address. */
  readonly hostRewrites: ReadonlyMap<string, Rewrite>;
}

export interface PlannedPod {
  readonly identity: PodIdentity;
  /** Files of the pod: volumes, mounts, temporary files. */
  readonly folder: string;
  readonly initContainers: readonly PlannedContainer[];
  readonly containers: readonly PlannedContainer[];
  readonly neighbours: Neighbours;
}

export interface Site {
  readonly platform: Platform;
  readonly addresses: Addresses;
  /** State folder of the run. */
  readonly state: string;
}

/** Decides what every pod runs, where, and with which rewrites. */
export function planPods(site: Site): readonly PlannedPod[] {
  return site.addresses.pods.map((identity) => planPod(identity, site));
}

function planPod(identity: PodIdentity, site: Site): PlannedPod {
  const { workload, name } = identity;
  const folder = join(site.state, 'pods', workload.tier, name);
  const volumes = new Map(workload.template.volumes.map((volume) => [volume.name, volume]));
  for (const claim of workload.claims) volumes.set(claim, { name: claim, sources: [{ kind: 'claim', name: claim }] });
  const plan = (container: Container) => planContainer(container, { identity, folder, volumes, site });
  const all = [...workload.template.initContainers, ...workload.template.containers];
  return {
    identity,
    folder,
    initContainers: workload.template.initContainers.map(plan),
    containers: workload.template.containers.map(plan),
    neighbours: neighboursIn(all, workload.tier, site.platform.services),
  };
}

interface Surroundings {
  readonly identity: PodIdentity;
  readonly folder: string;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly site: Site;
}

function planContainer(container: Container, around: Surroundings): PlannedContainer {
  const mounts = planMounts(container, around);
  const rules: RewriteRules = {
    addressOf: (host) => around.site.addresses.ofHost(host, around.identity.workload.tier),
    // A model is not copied into the pod: its variable will name the fetched file.
    mounts: new Map(mounts.filter((mount) => !isModel(mount)).map(({ mountPath, path }) => [mountPath, path])),
  };
  const declared = declaredEnvironment(container, around);
  const environment = mapValues(declared, (value, name) => rewriteVariable(name, value, rules));
  const args = container.args.map((arg) => rewriteMounts(expand(arg, declared), rules.mounts));
  return {
    name: container.name,
    application: applicationOf(container.image),
    image: container.image,
    args,
    environment,
    mounts,
    ports: container.ports,
    probes: container.probes,
    hostRewrites: hostRewrites(declared, rules.addressOf),
  };
}

function planMounts(container: Container, { identity, folder, volumes }: Surroundings): readonly PlannedMount[] {
  return container.mounts.map((mount) => {
    const volume = volumes.get(mount.volume);
    if (!volume)
      throw new Failure(`${identity.name}: container ${container.name} mounts an unknown volume '${mount.volume}'`);
    const path = join(folder, container.name, mount.path);
    return { volume, subPath: mount.subPath, mountPath: mount.path, path };
  });
}

/** Whether a mount is a model's image. */
export function isModel({ volume }: Pick<PlannedMount, 'volume'>): boolean {
  return volume.sources.some(({ kind }) => kind === 'image');
}

function declaredEnvironment(container: Container, { identity, site }: Surroundings): ReadonlyMap<string, string> {
  const { name, address, workload } = identity;
  const facts = { name, address, tier: workload.tier, labels: workload.template.labels };
  return resolveEnvironment(container.environment, facts, (kind, owner, key) => {
    // A secret belongs into a file: a variable is seen by every child process and by crash reports.
    if (kind === 'secret')
      throw new Failure(`${name}: a variable takes its value from the secret ${owner}: mount it as a file`);
    const configMap = site.platform.configMaps.find((map) => map.tier === workload.tier && map.name === owner);
    const value = configMap?.data.get(key);
    if (value === undefined)
      throw new Failure(`${name}: the ConfigMap ${owner} has no key '${key}': run \`npm run synth\``);
    return value;
  });
}

function mapValues(
  values: ReadonlyMap<string, string>,
  change: (value: string, name: string) => string,
): ReadonlyMap<string, string> {
  return new Map([...values].map(([name, value]) => [name, change(value, name)]));
}
