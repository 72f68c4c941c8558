import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../failure';
import type { Platform } from '../manifests/platform';
import type { FilesSource, Volume, VolumeItem, VolumeSource } from '../manifests/volume';
import type { SecretStore } from '../secrets/secret-store';
import { isModel, type PlannedMount, type PlannedPod } from './plan';

export interface MountSources {
  readonly platform: Platform;
  readonly secrets: SecretStore;
  /** Folder of the volumes that outlive a run. */
  readonly claims: string;
}

/** Makes the files of a pod: each volume once, and a link to it at each place where a container mounts it. */
export function materialise(pod: PlannedPod, sources: MountSources): void {
  rmSync(pod.folder, { recursive: true, force: true });
  mkdirSync(join(pod.folder, 'tmp'), { recursive: true, mode: 0o700 });
  const folders = new Map<Volume, string>();
  for (const container of [...pod.initContainers, ...pod.containers]) {
    for (const mount of container.mounts.filter((candidate) => !isModel(candidate))) {
      const folder = folders.get(mount.volume) ?? fill(pod, mount.volume, sources);
      folders.set(mount.volume, folder);
      link(mount, folder);
    }
  }
}

/** A pod's lasting volume on this machine's disk. */
export function claimFolder(claims: string, pod: string, claim: string): string {
  return join(claims, `${pod}.${claim}`);
}

function fill(pod: PlannedPod, volume: Volume, sources: MountSources): string {
  const [first] = volume.sources;
  if (first?.kind === 'claim') return made(claimFolder(sources.claims, pod.identity.name, first.name));
  const folder = made(join(pod.folder, 'volumes', volume.name));
  for (const source of volume.sources) addFiles(folder, source, { pod, sources });
  return folder;
}

interface Filling {
  readonly pod: PlannedPod;
  readonly sources: MountSources;
}

function addFiles(folder: string, source: VolumeSource, filling: Filling): void {
  if (source.kind === 'configMap') addTexts(folder, textsOf(source, filling), source.items);
  if (source.kind === 'secret') addLinks(folder, source, filling);
}

/** Links, so that a renewed certificate is seen without touching the pod. */
function addLinks(folder: string, source: FilesSource, { pod, sources }: Filling): void {
  const { tier } = pod.identity.workload;
  const keys = sources.secrets.keys(tier, source.name);
  if (keys.length === 0 && !source.isOptional) throw missing('secret', source, pod);
  for (const { key, path } of source.items ?? itself(keys)) {
    symlinkSync(sources.secrets.path(tier, source.name, key), parented(join(folder, path)));
  }
}

function textsOf(source: FilesSource, { pod, sources }: Filling): ReadonlyMap<string, string> {
  const { tier } = pod.identity.workload;
  const configMap = sources.platform.configMaps.find((map) => map.tier === tier && map.name === source.name);
  if (!configMap && !source.isOptional) throw missing('ConfigMap', source, pod);
  return configMap?.data ?? new Map();
}

function missing(kind: string, { name }: FilesSource, { identity }: PlannedPod): Failure {
  return new Failure(
    `${identity.name} mounts the ${kind} ${identity.workload.tier}/${name}, which nothing provides: run \`npm run synth\``,
  );
}

function itself(keys: readonly string[]): readonly VolumeItem[] {
  return keys.map((key) => ({ key, path: key }));
}

function addTexts(folder: string, texts: ReadonlyMap<string, string>, items: readonly VolumeItem[] | undefined): void {
  for (const { key, path } of items ?? itself([...texts.keys()])) {
    writeFileSync(parented(join(folder, path)), texts.get(key) ?? '', { mode: 0o644 });
  }
}

function link(mount: PlannedMount, folder: string): void {
  // A mount below another one lies inside the other's folder already.
  if (existsSync(mount.path)) return;
  symlinkSync(mount.subPath === undefined ? folder : join(folder, mount.subPath), parented(mount.path));
}

function parented(path: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  return path;
}

function made(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return folder;
}
