import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from '../progress';
import { fromCache, pinnedVersion } from './module-cache';
import { runProgram } from './program';

interface Origin {
  readonly name: string;
  readonly module: string;
  /** Folder of the definitions in the module. */
  readonly folder: string;
  /** `kustomize`: the release applies patches to the files before it publishes them. */
  readonly form: 'plain' | 'kustomize';
}

const origins: readonly Origin[] = [
  { name: 'keda', module: 'github.com/kedacore/keda/v2', folder: 'config/crd', form: 'kustomize' },
  { name: 'cert-manager', module: 'github.com/cert-manager/cert-manager', folder: 'deploy/crds', form: 'plain' },
];

export interface DefinitionSources {
  readonly checkout: string;
  readonly cache: string;
  readonly kubectl: string;
}

/**
 * The files with the custom resource definitions of KEDA and cert-manager, of the versions that
 * `test/e2e/cluster/definitions` pins, kept in the cache.
 */
export async function definitionFiles({ checkout, cache, kubectl }: DefinitionSources): Promise<readonly string[]> {
  const module = join(checkout, 'test', 'e2e', 'cluster', 'definitions');
  const versions = origins.map(({ name, module: path }) => `${name}-${pinnedVersion(module, path)}`);
  const folder = await fromCache(cache, {
    name: ['definitions', ...versions].join('-'),
    module,
    recipe: origins.map((origin) => JSON.stringify(origin)),
    make: (target) =>
      timed(`fetching the definitions of ${versions.join(' and ')}`, async () => {
        const folders = await download(module);
        for (const origin of origins) await extract(origin, { kubectl, target, source: folders.get(origin.module) });
      }),
  });
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Go compares what it downloads with the checksums of `go.sum`. @returns module path → folder */
async function download(module: string): Promise<ReadonlyMap<string, string>> {
  const output = await runProgram('go', ['mod', 'download', '-json'], {
    cwd: module,
    failure: 'the definitions of KEDA and cert-manager cannot be fetched',
  });
  const modules = JSON.parse(`[${output.trim().replaceAll('}\n{', '},{')}]`) as readonly {
    Path: string;
    Dir: string;
  }[];
  return new Map(modules.map(({ Path, Dir }) => [Path, Dir]));
}

interface Extraction {
  readonly kubectl: string;
  readonly target: string;
  readonly source: string | undefined;
}

async function extract({ name, module, folder, form }: Origin, { kubectl, target, source }: Extraction): Promise<void> {
  const from = join(source ?? module, folder);
  const to = join(target, name);
  if (form === 'plain') return cpSync(from, to, { recursive: true });
  const rendered = await runProgram(kubectl, ['kustomize', from], { failure: `the definitions of ${name}` });
  mkdirSync(to);
  writeFileSync(join(to, 'definitions.yaml'), rendered);
}
