import { join } from 'node:path';
import { commonFlags, goPrograms } from './go-programs';
import { pinnedVersion } from './module-cache';

const path = 'github.com/containerd/containerd/v2';

/** Where containerd's programs are. */
export interface ContainerdPrograms {
  readonly containerd: string;
  readonly ctr: string;
  /** Folder that must be on containerd's PATH: it starts its shim by name. */
  readonly folder: string;
}

/** containerd as `test/e2e/cluster/containerd` pins it; without snapshotters that need libraries of the machine. */
export async function containerdPrograms(checkout: string, cache: string): Promise<ContainerdPrograms> {
  const module = join(checkout, 'test', 'e2e', 'cluster', 'containerd');
  const version = pinnedVersion(module, path);
  const names = ['containerd', 'containerd-shim-runc-v2', 'ctr'];
  const folder = await goPrograms(cache, {
    name: `containerd-${version}`,
    module,
    flags: [
      ...commonFlags,
      '-tags=no_btrfs,no_devmapper,no_zfs',
      '-ldflags',
      `-s -w -X ${path}/version.Version=${version}`,
    ],
    packages: Object.fromEntries(names.map((name) => [name, `${path}/cmd/${name}`])),
  });
  return { containerd: join(folder, 'containerd'), ctr: join(folder, 'ctr'), folder };
}
