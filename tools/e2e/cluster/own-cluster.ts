import { Failure } from '../../up/failure';
import { cleanUpAfter, Guardian } from '../../up/pods/guardian';
import { KubernetesApi } from '../api/kubernetes-api';
import { requireCommands } from '../programs/debian-packages';
import { definitionFiles } from '../programs/definitions';
import { dnsProgram } from '../programs/dns';
import { controlPlanePrograms, nodePrograms } from '../programs/kubernetes';
import { containerdPrograms } from '../programs/containerd';
import { startDns } from '../node/dns';
import { layOutNode } from '../node/node-layout';
import { startNode } from '../node/start-node';
import { emptyWorkspace, type Workspace } from '../workspace';
import { podCgroups, removePodCgroups } from './cgroups';
import type { Cluster } from './cluster';
import { Components } from './components';
import { startControlPlane } from './control-plane';
import { Enclosure } from './enclosure';
import { rememberSettings, restoreSettings } from './kernel-settings';
import { layOut } from './layout';
import { tearDown } from './teardown';

/**
 * Starts a cluster in an enclosure of its own, after the programs for it have been built. What an earlier run left
 * behind when it was killed is removed first.
 * @throws Failure where the machine cannot do it
 */
export async function startCluster(workspace: Workspace): Promise<Cluster> {
  await requireCommands();
  const { checkout, cache, logs, state, settings } = workspace;
  const programs = await controlPlanePrograms(checkout, cache);
  const node = {
    ...(await nodePrograms(checkout, cache)),
    ...(await containerdPrograms(checkout, cache)),
    dns: await dnsProgram(checkout, cache),
  };
  const definitions = await definitionFiles({ checkout, cache, kubectl: programs.kubectl });
  await cleanUp(workspace);
  rememberSettings(settings);
  const layout = layOut(state, programs);
  const guardian = new Guardian(workspace.processes);
  const enclosure = await Enclosure.create(guardian);
  const components = new Components({ logs, guardian, enclosure });
  const api = new KubernetesApi(layout.socket);
  const close = async (): Promise<void> => {
    await api.close();
    await tearDown({ guardian, enclosure, components, state, settings });
  };
  try {
    await startControlPlane(layout, components, api);
    await startNode(layOutNode(state, layout.keys, node), { components, enclosure, api });
    await startDns({ checkout, api, components });
    const description = `Kubernetes ${await api.version()} of its own`;
    return { description, api, definitions, runsProbes: true, outlivesRun: false, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Does what the end of an earlier run would have done, had it not been killed. */
async function cleanUp(workspace: Workspace): Promise<void> {
  const left = await cleanUpAfter(workspace.processes);
  if (left > 0) await removePodCgroups();
  restoreSettings(workspace.settings);
  emptyWorkspace(workspace);
  const [group] = podCgroups();
  if (group === undefined) return;
  throw new Failure(`another Kubernetes node runs on this machine (it has ${group}): give --kubeconfig FILE to use it`);
}
