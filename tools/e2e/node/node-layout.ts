import { join } from 'node:path';
import type { ContainerdPrograms } from '../programs/containerd';
import type { NodePrograms } from '../programs/kubernetes';

/** Everything that a node runs. */
export interface Programs extends NodePrograms, ContainerdPrograms {
  readonly dns: string;
}

/** What the components of a node must know about each other. */
export interface NodeLayout {
  readonly programs: Programs;
  /** Folder of keys, certificates and kubeconfigs, shared with the control plane. */
  readonly keys: string;
  /** Folder of the node's configuration files. */
  readonly configuration: string;
  /** Folder of containerd: images, containers, sockets. */
  readonly containerd: string;
  readonly containerdSocket: string;
  /** Folder of kubelet: volumes of pods, sockets. */
  readonly kubelet: string;
}

/** The image that holds the namespaces of every pod. */
export const pauseImage = 'perchoir.test/pause:e2e';

/** What proofs run in pods. */
export const probeImage = 'perchoir.test/probe:e2e';

/** The cluster's DNS. */
export const dnsImage = 'perchoir.test/dns:e2e';

/** Places everything in the state folder of a run. */
export function layOutNode(state: string, keys: string, programs: Programs): NodeLayout {
  const containerd = join(state, 'containerd');
  return {
    programs,
    keys,
    configuration: join(state, 'node'),
    containerd,
    containerdSocket: join(containerd, 'containerd.sock'),
    kubelet: join(state, 'kubelet'),
  };
}
