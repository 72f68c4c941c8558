import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../up/failure';
import { cleanUpAfter, Guardian } from '../../up/pods/guardian';
import { KubernetesApi } from '../api/kubernetes-api';
import { requireCommands } from '../programs/debian-packages';
import { definitionFiles } from '../programs/definitions';
import { controlPlanePrograms } from '../programs/kubernetes';
import { timed } from '../progress';
import { emptyWorkspace, type Workspace } from '../workspace';
import { apiProxy } from './api-proxy';
import { apiServer } from './api-server';
import { writeCertificates } from './certificates';
import type { Cluster } from './cluster';
import { ComponentProcess, type Surroundings } from './component-process';
import { controllerManager } from './controller-manager';
import { etcd } from './etcd';
import { kubeconfigFile } from './kubeconfig';
import { layOut, type Layout } from './layout';
import { NetworkNamespace } from './network-namespace';
import { scheduler } from './scheduler';
import { tearDown } from './teardown';

/**
 * Starts a control plane in a network namespace of its own, after the programs for it have been built.
 * What an earlier run left behind when it was killed is removed first.
 * @throws Failure where the machine cannot do it
 */
export async function startCluster(workspace: Workspace): Promise<Cluster> {
  await requireCommands();
  const { checkout, cache } = workspace;
  const programs = await controlPlanePrograms(checkout, cache);
  const definitions = await definitionFiles({ checkout, cache, kubectl: programs.kubectl });
  await cleanUpAfter(workspace.processes);
  emptyWorkspace(workspace);
  const layout = layOut(workspace.state, programs);
  const guardian = new Guardian(workspace.processes);
  const namespace = await NetworkNamespace.create(guardian);
  const api = new KubernetesApi(layout.socket);
  const close = async (): Promise<void> => {
    await api.close();
    await tearDown({ guardian, namespace, state: workspace.state });
  };
  try {
    await start(layout, api, { logs: workspace.logs, guardian, namespace });
    const description = `Kubernetes ${await api.version()} of its own`;
    return { description, api, definitions, outlivesRun: false, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(layout: Layout, api: KubernetesApi, surroundings: Surroundings): Promise<void> {
  const processes: ComponentProcess[] = [];
  const run = (component: Parameters<typeof ComponentProcess.start>[0]): number =>
    processes.push(ComponentProcess.start(component, surroundings));
  const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(50)) {
      for (const process of processes) process.requireRunning();
      if (await isSo()) return;
    }
    throw new Failure(`${what} is not ready after ${patienceMs / 1_000} s: see ${surroundings.logs}`);
  };
  await timed('certificates', () => writeCertificates(layout.keys));
  await timed('etcd and kube-apiserver', async () => {
    run(etcd(layout));
    run(apiServer(layout));
    const kubeconfig = kubeconfigFile(layout.keys, 'admin');
    run(apiProxy({ kubectl: layout.programs.kubectl, kubeconfig, socket: layout.socket }));
    await until('kube-apiserver', () => api.isReady());
  });
  await timed('kube-controller-manager and kube-scheduler', async () => {
    run(controllerManager(layout));
    run(scheduler(layout));
    await until('kube-controller-manager', () => api.exists('/api/v1/namespaces/default/serviceaccounts/default'));
  });
}

/** A cold start takes 4 s; a machine that does ten other things may take its time. */
const patienceMs = 60_000;
