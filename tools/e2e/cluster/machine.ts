import { Failure } from '../../up/failure';

/** @throws Failure where no cluster can be started: namespaces and cgroups are Linux', and root's */
export function requireMachine(): void {
  const instead = 'give --kubeconfig FILE to use a cluster that you have';
  if (process.platform !== 'linux') throw new Failure(`a cluster can be started on Linux only: ${instead}`);
  if (process.getuid?.() !== 0) throw new Failure(`a cluster can be started by root only: use sudo, or ${instead}`);
}
