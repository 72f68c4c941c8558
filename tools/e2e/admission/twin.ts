import { edited } from '../manifests/edited';
import type { Manifest } from '../manifests/manifest';
import { podOf } from '../manifests/pod';
import { podManifest } from './trial';

/** A manifest of ours with one mistake planted in it, and how the server must answer. */
export interface Twin {
  readonly mistake: string;
  readonly manifest: Manifest;
  readonly expected: { readonly kind: 'refused' | 'warned'; readonly because: RegExp };
}

/** A mistake, the kind of object that it is planted in, and how the server must answer. */
interface Mistake {
  readonly mistake: string;
  readonly kind: string;
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly expected: Twin['expected'];
}

const container = ['spec', 'template', 'spec', 'containers', 0] as const;

const mistakes: readonly Mistake[] = [
  {
    mistake: 'a field that Kubernetes does not know',
    kind: 'Deployment',
    path: [...container, 'imagePullPolicies'],
    value: 'Always',
    expected: { kind: 'refused', because: /imagePullPolicies/ },
  },
  {
    mistake: 'a field that KEDA does not know',
    kind: 'ScaledObject',
    path: ['spec', 'maxReplicas'],
    value: 10,
    expected: { kind: 'refused', because: /maxReplicas/ },
  },
  {
    mistake: 'a text where KEDA wants a number',
    kind: 'ScaledObject',
    path: ['spec', 'maxReplicaCount'],
    value: 'ten',
    expected: { kind: 'refused', because: /maxReplicaCount/ },
  },
  {
    mistake: 'a field that cert-manager does not know',
    kind: 'Certificate',
    path: ['spec', 'dnsName'],
    value: 'example.org',
    expected: { kind: 'refused', because: /dnsName/ },
  },
  {
    mistake: 'a node label that Kubernetes has deprecated',
    kind: 'Deployment',
    path: ['spec', 'template', 'spec', 'nodeSelector'],
    value: { 'beta.kubernetes.io/arch': 'amd64' },
    expected: { kind: 'warned', because: /deprecated/ },
  },
];

/** Every mistake, so that one without a manifest to plant it in can be noticed. */
export const mistakeNames: readonly string[] = [...mistakes.map(({ mistake }) => mistake), 'a privileged pod'];

/** Plants each mistake in the first manifest that it fits, and makes one pod of every namespace privileged. */
export function twinsOf(manifests: readonly Manifest[]): readonly Twin[] {
  return [...mistakes.flatMap((mistake) => plant(mistake, manifests)), ...privileged(manifests)];
}

function plant({ mistake, kind, path, value, expected }: Mistake, manifests: readonly Manifest[]): readonly Twin[] {
  const original = manifests.find(({ object }) => object.kind === kind);
  if (!original) return [];
  const content = edited(original.content, path, value) as Manifest['content'];
  return [{ mistake, expected, manifest: { ...original, content, text: JSON.stringify(content) } }];
}

/** One for each namespace: every one of them must enforce Pod Security by itself. */
function privileged(manifests: readonly Manifest[]): readonly Twin[] {
  const firsts = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const { namespace } = manifest.object;
    if (namespace !== undefined && podOf(manifest) && !firsts.has(namespace)) firsts.set(namespace, manifest);
  }
  return [...firsts.values()].map((workload) => {
    const path = ['spec', 'containers', 0, 'securityContext', 'privileged'];
    const pod = edited(edited(podOf(workload), path, true), [...path.slice(0, -1), 'allowPrivilegeEscalation'], true);
    return {
      mistake: 'a privileged pod',
      manifest: podManifest(workload, pod as Manifest['content']),
      expected: { kind: 'refused', because: /violates PodSecurity "restricted/ },
    };
  });
}
