import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { Scaffold } from '../api/scaffold';
import { hasCondition } from '../api/condition';
import type { KubernetesApi } from '../api/kubernetes-api';
import type { Components } from '../cluster/components';
import { isJson } from '../manifests/manifest';
import { timed } from '../progress';

export interface DnsSurroundings {
  readonly checkout: string;
  readonly api: KubernetesApi;
  readonly components: Components;
}

/** Starts the cluster's DNS: a pod like any other, and so the first proof that pods run. */
export async function startDns({ checkout, api, components }: DnsSurroundings): Promise<void> {
  const file = join(checkout, 'test', 'e2e', 'cluster', 'manifests', 'dns.yaml');
  await timed('dns', async () => {
    const scaffold = new Scaffold(api);
    for (const document of loadAll(readFileSync(file, 'utf8'))) if (isJson(document)) await scaffold.make(document);
    await components.until('dns does not run', async () =>
      hasCondition(await api.get('/apis/apps/v1/namespaces/kube-system/deployments/dns'), 'Available'),
    );
  });
}
