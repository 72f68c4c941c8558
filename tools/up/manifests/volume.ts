import type { Field } from './field';

/** One key of a ConfigMap or Secret and the file that it becomes. */
export interface VolumeItem {
  readonly key: string;
  readonly path: string;
}

/** The keys of a ConfigMap or Secret as files. */
export interface FilesSource {
  readonly kind: 'configMap' | 'secret';
  readonly name: string;
  /** Which keys, under which names; all under their own when absent. */
  readonly items: readonly VolumeItem[] | undefined;
  /** Whether the pod starts without it. */
  readonly isOptional: boolean;
}

/** Where files of a volume come from. */
export type VolumeSource =
  | FilesSource
  | { readonly kind: 'claim'; readonly name: string }
  | { readonly kind: 'image'; readonly reference: string }
  | { readonly kind: 'emptyDir' };

export interface Volume {
  readonly name: string;
  /** Several for a projected volume, else one. */
  readonly sources: readonly VolumeSource[];
}

/** Reads one entry of a pod's `volumes`. */
export function readVolume(volume: Field): Volume {
  return { name: volume.at('name').text(), sources: readSources(volume) };
}

function readSources(volume: Field): readonly VolumeSource[] {
  const projected = volume.at('projected');
  if (!projected.isAbsent) return projected.at('sources').items().map(readFiles);
  if (!volume.at('emptyDir').isAbsent) return [{ kind: 'emptyDir' }];
  const claim = volume.at('persistentVolumeClaim');
  if (!claim.isAbsent) return [{ kind: 'claim', name: claim.at('claimName').text() }];
  const image = volume.at('image');
  if (!image.isAbsent) return [{ kind: 'image', reference: image.at('reference').text() }];
  return [readFiles(volume)];
}

function readFiles(source: Field): VolumeSource {
  const configMap = source.at('configMap');
  if (!configMap.isAbsent) return readKeys('configMap', configMap.at('name').text(), configMap);
  const secret = source.at('secret');
  if (secret.isAbsent) throw source.refuse('is a kind of volume that the laptop runner does not know');
  // A volume says `secretName`, a projected source says `name`.
  return readKeys('secret', secret.at('secretName').textOr(undefined) ?? secret.at('name').text(), secret);
}

function readKeys(kind: FilesSource['kind'], name: string, source: Field): FilesSource {
  return { kind, name, items: readItems(source.at('items')), isOptional: source.at('optional').flagOr(false) };
}

function readItems(items: Field): readonly VolumeItem[] | undefined {
  if (items.isAbsent) return undefined;
  return items.items().map((item) => ({ key: item.at('key').text(), path: item.at('path').text() }));
}
