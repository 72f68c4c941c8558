import type { KubernetesApi } from '../api/kubernetes-api';

/** A Kubernetes to prove things on. */
export interface Cluster {
  /** For people, for example `Kubernetes 1.36.3 of its own`. */
  readonly description: string;
  readonly api: KubernetesApi;
  /** Files with the custom resource definitions that the manifests need. */
  readonly definitions: readonly string[];
  /** Whether the cluster has a node with the images that proofs run in pods. */
  readonly runsProbes: boolean;
  /** Whether the cluster is there after the run, so that what is created in it must be removed from it. */
  readonly outlivesRun: boolean;
  /** Removes the cluster when it was started for the purpose, and otherwise lets go of it. */
  readonly close: () => Promise<void>;
}
