import { join } from 'node:path';
import { commonFlags, goPrograms } from './go-programs';
import { pinnedVersion } from './module-cache';

/** Where the programs of the control plane are. */
export interface ControlPlanePrograms {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  readonly kubectl: string;
}

/** Where the programs of a node are, of those that Kubernetes' module holds, and those that run in pods. */
export interface NodePrograms {
  readonly kubelet: string;
  readonly kubeProxy: string;
  readonly networkPolicy: string;
  readonly pause: string;
  readonly probe: string;
}

/** Kubernetes and etcd as `test/e2e/cluster/kubernetes` pins them, built once and kept in the cache. */
export async function controlPlanePrograms(checkout: string, cache: string): Promise<ControlPlanePrograms> {
  const module = moduleIn(checkout);
  const version = pinnedVersion(module, 'k8s.io/kubernetes');
  const folder = await goPrograms(cache, {
    name: `kubernetes-${version}`,
    module,
    flags: buildFlags(version),
    packages: { 'control-plane': './control-plane' },
    // All in one program, which tells them apart by the name it is called by: what they share is compiled once.
    links: { 'control-plane': ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'] },
  });
  return {
    etcd: join(folder, 'etcd'),
    apiServer: join(folder, 'kube-apiserver'),
    controllerManager: join(folder, 'kube-controller-manager'),
    scheduler: join(folder, 'kube-scheduler'),
    kubectl: join(folder, 'kubectl'),
  };
}

/** The programs of a node of the same version. */
export async function nodePrograms(checkout: string, cache: string): Promise<NodePrograms> {
  const module = moduleIn(checkout);
  const version = pinnedVersion(module, 'k8s.io/kubernetes');
  const own = { 'network-policy': './network-policy', pause: './pause', probe: './probe' };
  const folder = await goPrograms(cache, {
    name: `kubernetes-node-${version}`,
    module,
    flags: buildFlags(version),
    packages: { node: './node', ...own },
    links: { node: ['kubelet', 'kube-proxy'] },
  });
  return {
    kubelet: join(folder, 'kubelet'),
    kubeProxy: join(folder, 'kube-proxy'),
    networkPolicy: join(folder, 'network-policy'),
    pause: join(folder, 'pause'),
    probe: join(folder, 'probe'),
  };
}

function moduleIn(checkout: string): string {
  return join(checkout, 'test', 'e2e', 'cluster', 'kubernetes');
}

/** The version is stamped in as Kubernetes' own build does; without it the API server calls itself v0.0.0. */
function buildFlags(version: string): readonly string[] {
  const [major, minor] = version.split('.');
  const stamps = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => [
    `-X ${path}.gitVersion=v${version}`,
    `-X ${path}.gitMajor=${major}`,
    `-X ${path}.gitMinor=${minor}`,
    `-X ${path}.gitTreeState=clean`,
  ]);
  return [...commonFlags, '-ldflags', `-s -w ${stamps.join(' ')}`];
}
