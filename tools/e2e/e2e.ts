import { join } from 'node:path';
import { Failure } from '../up/failure';
import { foldersOf } from '../up/state/folders';
import { Interrupts } from '../up/state/interrupts';
import { proveAdmission } from './admission/proof';
import type { Cluster } from './cluster/cluster';
import { connectToCluster } from './cluster/given-cluster';
import { requireMachine } from './cluster/machine';
import { startCluster } from './cluster/own-cluster';
import { readRenderedClusters } from './manifests/rendered-cluster';
import type { Options } from './options';
import { provePackets } from './packets/proof';
import { proveRunning } from './running/proof';
import { stopwatch } from './progress';
import { openWorkspace, type Workspace } from './workspace';

/**
 * Runs every proof on one cluster and removes the cluster, however the proofs end.
 * @returns the exit status: 0 when nothing was found
 */
export async function e2e(options: Options, checkout: string): Promise<number> {
  const seconds = stopwatch();
  if (options.cluster.kind === 'own') requireMachine();
  const interruption = abortAtInterrupt();
  const rendered = readRenderedClusters(join(checkout, 'dist'), checkout);
  const workspace = openWorkspace(foldersOf(checkout, undefined));
  let cluster: Cluster | undefined;
  let findings: number;
  try {
    cluster = await Promise.race([open(options, workspace), aborted(interruption)]);
    findings = await proveAdmission(cluster, rendered, interruption);
    if (cluster.runsProbes) {
      findings += await proveRunning(cluster, interruption);
      findings += await provePackets(cluster, rendered, interruption);
    } else console.log('\nContainers: not tried, because the nodes of this cluster lack the images for it');
  } finally {
    await cluster?.close();
    workspace.release();
  }
  console.log(`\n${findings === 0 ? 'nothing found' : `${findings} FOUND`} in ${seconds().toFixed(0)} s`);
  return findings === 0 ? 0 : 1;
}

function open({ cluster }: Options, workspace: Workspace): Promise<Cluster> {
  return cluster.kind === 'own' ? startCluster(workspace) : connectToCluster(workspace, cluster.kubeconfig);
}

/** The first Ctrl-C ends the proofs in order, the second at once; the next run then cleans up. */
function abortAtInterrupt(): AbortSignal {
  const controller = new AbortController();
  const interrupts = new Interrupts();
  void interrupts.first.then(() => controller.abort(new Failure('interrupted')));
  interrupts.onSecond(() => process.exit(130));
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}
