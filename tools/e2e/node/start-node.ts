import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCondition } from '../api/condition';
import type { KubernetesApi } from '../api/kubernetes-api';
import { nodeName } from '../cluster/addresses';
import type { Components } from '../cluster/components';
import type { Enclosure } from '../cluster/enclosure';
import { timed } from '../progress';
import { containerd } from './containerd';
import { singleProgramImage } from './image';
import { kubeProxy } from './kube-proxy';
import { kubelet } from './kubelet';
import { networkPolicy } from './network-policy';
import { coveredFolders, makeFixedPlaces } from './machine-folders';
import { dnsImage, pauseImage, probeImage, type NodeLayout } from './node-layout';

export interface NodeSurroundings {
  readonly components: Components;
  readonly enclosure: Enclosure;
  readonly api: KubernetesApi;
}

/** Starts a node that runs real containers, each part when it can work. */
export async function startNode(layout: NodeLayout, surroundings: NodeSurroundings): Promise<void> {
  const { components, enclosure, api } = surroundings;
  for (const folder of [layout.configuration, layout.containerd, layout.kubelet])
    mkdirSync(folder, { recursive: true });
  await timed('containerd and its images', async () => {
    makeFixedPlaces();
    for (const folder of coveredFolders) await enclosure.run(`mount -t tmpfs -o mode=755 tmpfs ${folder}`);
    components.run(containerd(layout));
    await components.until('containerd has no socket', async () => existsSync(layout.containerdSocket));
    await importImages(layout, enclosure);
  });
  await timed('kubelet, kube-proxy and network policies', async () => {
    for (const component of [kubelet, kubeProxy, networkPolicy]) components.run(component(layout));
    await components.until('the node is not ready', () => isReady(api));
  });
}

async function importImages({ programs, configuration, containerdSocket }: NodeLayout, enclosure: Enclosure) {
  const images = { [pauseImage]: programs.pause, [probeImage]: programs.probe, [dnsImage]: programs.dns };
  const archive = join(configuration, 'image.tar');
  for (const [name, program] of Object.entries(images)) {
    writeFileSync(archive, singleProgramImage({ name, program: readFileSync(program) }));
    await enclosure.run(`${programs.ctr} -a ${containerdSocket} -n k8s.io images import ${archive}`);
  }
  rmSync(archive);
}

async function isReady(api: KubernetesApi): Promise<boolean> {
  const path = `/api/v1/nodes/${nodeName}`;
  return (await api.exists(path)) && hasCondition(await api.get(path), 'Ready');
}
