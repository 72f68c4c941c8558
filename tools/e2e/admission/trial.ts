import type { KubernetesApi } from '../api/kubernetes-api';
import { podOf } from '../manifests/pod';
import type { Manifest } from '../manifests/manifest';
import type { RenderedCluster } from '../manifests/rendered-cluster';
import type { Finding } from './finding';

/** What became of one cluster's manifests. */
export interface Trial {
  readonly objects: number;
  readonly pods: number;
  readonly findings: readonly Finding[];
}

/** Offers every object of a cluster, and the pod of every workload, to the server without writing any. */
export async function tryCluster(api: KubernetesApi, { manifests }: RenderedCluster): Promise<Trial> {
  const findings: Finding[] = [...homeless(manifests)];
  let pods = 0;
  for (const manifest of manifests) {
    findings.push(...(await tryObject(api, manifest)));
    const pod = podOf(manifest);
    if (pod === undefined) continue;
    pods += 1;
    findings.push(...(await tryObject(api, podManifest(manifest, pod), 'its pod: ')));
  }
  return { objects: manifests.length, pods, findings };
}

/** Objects in a namespace that the cluster's manifests do not make; the server may have it for another reason. */
function homeless(manifests: readonly Manifest[]): readonly Finding[] {
  const made = new Set(manifests.filter(({ object }) => object.kind === 'Namespace').map(({ object }) => object.name));
  return manifests.flatMap(({ file, object: { namespace } }) =>
    namespace === undefined || made.has(namespace)
      ? []
      : [{ file, reason: `its namespace ${namespace} is in no manifest of the cluster` }],
  );
}

/** The manifest of a workload's pod; it is named by the workload's file. */
export function podManifest({ file, object }: Manifest, pod: Manifest['content']): Manifest {
  const { namespace } = object;
  const name = { apiVersion: 'v1', kind: 'Pod', name: `${object.name}-0` };
  return {
    file,
    text: JSON.stringify(pod),
    content: pod,
    object: namespace === undefined ? name : { ...name, namespace },
  };
}

async function tryObject(api: KubernetesApi, manifest: Manifest, subject = ''): Promise<readonly Finding[]> {
  const { file, object, text } = manifest;
  const verdict = await api.apply(object, text, { mode: 'dry' });
  if (verdict.kind === 'refused') return [{ file, reason: `${subject}refused: ${verdict.reason}` }];
  return verdict.warnings.map((warning) => ({ file, reason: `${subject}accepted with a warning: ${warning}` }));
}
