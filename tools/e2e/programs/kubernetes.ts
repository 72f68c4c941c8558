import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from '../progress';
import { fromCache, pinnedVersion } from './module-cache';
import { runProgram } from './program';

/** Where the programs of the control plane are. */
export interface ControlPlanePrograms {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  readonly kubectl: string;
}

/** All in one program, which tells them apart by the name it is called by: what they share is compiled once. */
const names = {
  etcd: 'etcd',
  apiServer: 'kube-apiserver',
  controllerManager: 'kube-controller-manager',
  scheduler: 'kube-scheduler',
  kubectl: 'kubectl',
} as const satisfies Record<keyof ControlPlanePrograms, string>;

/** Kubernetes and etcd as `test/e2e/cluster/kubernetes` pins them, built once and kept in the cache. */
export async function controlPlanePrograms(checkout: string, cache: string): Promise<ControlPlanePrograms> {
  const module = join(checkout, 'test', 'e2e', 'cluster', 'kubernetes');
  const version = pinnedVersion(module, 'k8s.io/kubernetes');
  const flags = buildFlags(version);
  const folder = await fromCache(cache, {
    name: `kubernetes-${version}`,
    module,
    recipe: flags,
    make: async (target) => {
      await build({ module, flags, target: join(target, 'control-plane') });
      for (const name of Object.values(names)) symlinkSync('control-plane', join(target, name));
    },
  });
  const program = (key: keyof typeof names): string => join(folder, names[key]);
  return {
    etcd: program('etcd'),
    apiServer: program('apiServer'),
    controllerManager: program('controllerManager'),
    scheduler: program('scheduler'),
    kubectl: program('kubectl'),
  };
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
  return ['-trimpath', '-buildvcs=false', '-ldflags', `-s -w ${stamps.join(' ')}`];
}

interface Build {
  readonly module: string;
  readonly flags: readonly string[];
  readonly target: string;
}

/** At the lowest priority: it takes minutes, and the person has other work. `GOFLAGS=-p=1` keeps it to one core. */
async function build({ module, flags, target }: Build): Promise<void> {
  const env = { CGO_ENABLED: '0' };
  await timed('building etcd and Kubernetes (once, kept in the cache)', async (note) => {
    const failure = 'the control plane cannot be built';
    const packages = await runProgram('go', ['list', '-deps', './control-plane'], { cwd: module, env, failure });
    const total = packages.trim().split('\n').length;
    let compiled = 0;
    await runProgram('nice', ['-n', '19', 'go', 'build', '-v', ...flags, '-o', target, './control-plane'], {
      cwd: module,
      env,
      failure,
      onLine: () => note(`package ${++compiled} of at most ${total}`),
    });
  });
}
