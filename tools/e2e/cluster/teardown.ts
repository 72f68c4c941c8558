import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../up/failure';
import type { Guardian } from '../../up/pods/guardian';
import { identify, isRunning, type ProcessIdentity } from '../../up/pods/process-identity';
import type { NetworkNamespace } from './network-namespace';

export interface Remains {
  readonly guardian: Guardian;
  readonly namespace: NetworkNamespace;
  /** Removed with everything in it. */
  readonly state: string;
}

/**
 * Ends every process in the namespace at once (the data has no future, so nobody has to close it), and with the last
 * one its links, routes and rules.
 * @throws Failure naming what is left
 */
export async function tearDown({ guardian, namespace, state }: Remains): Promise<void> {
  const processes = namespace.processes().flatMap((pid) => identify(pid) ?? []);
  for (const process of processes) kill(process);
  const left = await stillRunning(processes, 5_000);
  for (const { pid } of processes) guardian.drop(pid);
  await guardian.close();
  const mounts = mountsUnder(state, readFileSync('/proc/self/mounts', 'utf8'));
  if (mounts.length === 0) rmSync(state, { recursive: true, force: true });
  const remains = [...left.map(({ pid }) => `process ${pid}`), ...mounts.map((mount) => `mount ${mount}`)];
  if (remains.length > 0) throw new Failure(`the cluster could not be removed: ${remains.join(', ')} left`);
}

/** Mount points at or below a folder, deepest first, from the text of /proc/mounts. */
export function mountsUnder(folder: string, mounts: string): readonly string[] {
  return mounts
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
    .map((path) => path.replaceAll('\\040', ' '))
    .filter((path) => path === folder || path.startsWith(`${folder}/`))
    .sort()
    .reverse();
}

async function stillRunning(processes: readonly ProcessIdentity[], patienceMs: number) {
  for (let waited = 0; waited < patienceMs && processes.some(isRunning); waited += 20) await sleep(20);
  return processes.filter(isRunning);
}

function kill({ pid }: ProcessIdentity): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
  }
}
