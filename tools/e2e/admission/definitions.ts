import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { hasCondition } from '../api/condition';
import type { Cluster } from '../cluster/cluster';
import { isJson } from '../manifests/manifest';
import { type Scaffold, until } from '../api/scaffold';

/** Adds the custom resource definitions that the cluster lacks, and waits until it serves them. @returns how many */
export async function addDefinitions({ api, definitions }: Cluster, scaffold: Scaffold): Promise<number> {
  const paths: string[] = [];
  for (const file of definitions)
    for (const document of loadAll(readFileSync(file, 'utf8')))
      if (isJson(document)) paths.push(await scaffold.make(document));
  for (const path of paths)
    await until(async () => hasCondition(await api.get(path), 'Established'), `${path} established`);
  return paths.length;
}
