import { existsSync } from 'node:fs';
import { Failure } from '../../up/failure';
import { timed } from '../progress';
import { isInstalled, runProgram } from './program';

/** Commands that the cluster needs from the machine, and the Debian package of each. */
const packages: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  mount: 'mount',
  nft: 'nftables',
  nsenter: 'util-linux',
  runc: 'runc',
  unshare: 'util-linux',
};

/** Where distributions keep network plugins. */
export const networkPluginFolders = ['/usr/lib/cni', '/opt/cni/bin'];

/** Sees to it that the machine has every program, installing Debian packages where that is possible. @throws Failure */
export async function requireCommands(): Promise<void> {
  const wanted = missing();
  if (wanted.length === 0) return;
  if (!isInstalled('apt-get'))
    throw new Failure(`the machine lacks ${wanted.join(', ')} (names of Debian packages): install what has them`);
  await timed(`apt-get install ${wanted.join(' ')}`, () => install(wanted));
}

/** A machine that is new has no list of packages yet. */
async function install(wanted: readonly string[]): Promise<void> {
  const options = {
    failure: `${wanted.join(', ')} cannot be installed: install what has them`,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  };
  await runProgram('apt-get', ['update', '--quiet'], options);
  await runProgram('apt-get', ['install', '--yes', '--no-install-recommends', ...wanted], options);
}

function missing(): readonly string[] {
  const absent = Object.entries(packages).filter(([command]) => !isInstalled(command));
  const names = absent.map(([, name]) => name);
  const hasPlugins = networkPluginFolders.some((folder) => existsSync(`${folder}/bridge`));
  return [...new Set(hasPlugins ? names : [...names, 'containernetworking-plugins'])];
}
