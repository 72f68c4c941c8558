import { Failure } from '../../up/failure';
import { timed } from '../progress';
import { isInstalled, runProgram } from './program';

/** Commands that the cluster needs from the machine, and the Debian package of each. */
const packages: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
};

/** Sees to it that the machine has every command, installing Debian packages where that is possible. @throws Failure */
export async function requireCommands(): Promise<void> {
  const wanted = missing();
  if (wanted.length === 0) return;
  if (!isInstalled('apt-get'))
    throw new Failure(`the machine lacks ${wanted.join(', ')} (names of Debian packages): install what has them`);
  await timed(`apt-get install ${wanted.join(' ')}`, () =>
    runProgram('apt-get', ['install', '--yes', '--no-install-recommends', ...wanted], {
      failure: `${wanted.join(', ')} cannot be installed; try \`apt-get update\``,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    }),
  );
}

function missing(): readonly string[] {
  const absent = Object.entries(packages).filter(([command]) => !isInstalled(command));
  return [...new Set(absent.map(([, name]) => name))];
}
