import { join } from 'node:path';
import type { ControlPlanePrograms } from '../programs/kubernetes';

/** What every component of the control plane must know about the others. */
export interface Layout {
  readonly programs: ControlPlanePrograms;
  /** Folder of etcd's data. */
  readonly data: string;
  /** Folder of keys, certificates and kubeconfigs. */
  readonly keys: string;
  /** Socket through which this process reaches the API from outside the network namespace. */
  readonly socket: string;
}

/** A process of the cluster. */
export interface Component {
  /** Also the name of its log. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** Places everything in the state folder of a run. */
export function layOut(state: string, programs: ControlPlanePrograms): Layout {
  return { programs, data: join(state, 'etcd'), keys: join(state, 'keys'), socket: join(state, 'api.sock') };
}
