import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../up/failure';
import { cleanUpAfter, Guardian } from '../../up/pods/guardian';
import { KubernetesApi } from '../api/kubernetes-api';
import { definitionFiles } from '../programs/definitions';
import { isInstalled } from '../programs/program';
import { emptyWorkspace, type Workspace } from '../workspace';
import { apiProxy } from './api-proxy';
import type { Cluster } from './cluster';
import { ComponentProcess } from './component-process';

/** Uses a cluster that the person has. @throws Failure when it does not answer */
export async function connectToCluster(workspace: Workspace, kubeconfig: string): Promise<Cluster> {
  if (!isInstalled('kubectl')) throw new Failure('kubectl is not on the PATH: install it to use a cluster you have');
  const { checkout, cache, logs, state } = workspace;
  const definitions = await definitionFiles({ checkout, cache, kubectl: 'kubectl' });
  await cleanUpAfter(workspace.processes);
  emptyWorkspace(workspace);
  const guardian = new Guardian(workspace.processes);
  const socket = join(state, 'api.sock');
  const proxy = ComponentProcess.start(apiProxy({ kubectl: 'kubectl', kubeconfig, socket }), { logs, guardian });
  const api = new KubernetesApi(socket);
  const close = async (): Promise<void> => {
    await api.close();
    proxy.kill();
    await guardian.close();
  };
  try {
    await untilReady(api, proxy);
    const description = `Kubernetes ${await api.version()} of ${kubeconfig}`;
    return { description, api, definitions, runsProbes: false, outlivesRun: true, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function untilReady(api: KubernetesApi, proxy: ComponentProcess): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(100)) {
    proxy.requireRunning();
    if (await api.isReady()) return;
  }
  throw new Failure(`the cluster does not answer within ${patienceMs / 1_000} s: try \`kubectl get --raw /readyz\``);
}

const patienceMs = 20_000;
