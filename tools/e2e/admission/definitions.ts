import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Cluster } from '../cluster/cluster';
import { isJson, readManifest } from '../manifests/manifest';
import { type Scaffold, until } from './scaffold';

/** Adds the custom resource definitions that the cluster lacks, and waits until it serves them. @returns how many */
export async function addDefinitions({ api, definitions }: Cluster, scaffold: Scaffold): Promise<number> {
  const paths: string[] = [];
  for (const file of definitions)
    for (const document of loadAll(readFileSync(file, 'utf8'))) {
      const { object, text } = readManifest(basename(file), JSON.stringify(document));
      paths.push(await scaffold.ensure(object, text));
    }
  for (const path of paths) await until(async () => isEstablished(await api.get(path)), `${path} established`);
  return paths.length;
}

function isEstablished(definition: unknown): boolean {
  const status = isJson(definition) ? definition['status'] : undefined;
  const conditions = isJson(status) ? status['conditions'] : undefined;
  if (!Array.isArray(conditions)) return false;
  return conditions.some(
    (each: unknown) => isJson(each) && each['type'] === 'Established' && each['status'] === 'True',
  );
}
