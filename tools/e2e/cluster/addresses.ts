/**
 * Addresses of the cluster. They exist in its network namespace only, from which no route leads out: nothing on the
 * machine or its network can be met, whatever addresses it has.
 */
export const addresses = {
  /** The node's own, and the API server's. */
  node: '10.199.0.1',
  /** Pods of the node. */
  pods: '10.244.0.0/24',
  /** Services, all of them reached through the node. */
  services: '10.96.0.0/16',
  /** First of the service addresses, which Kubernetes gives to its own API. */
  apiService: '10.96.0.1',
  /** The service that pods ask for names. */
  dns: '10.96.0.10',
} as const;

/** The only node's name. */
export const nodeName = 'node';

/** The usual ones: in a namespace of its own the cluster meets nobody. */
export const ports = { etcd: 2379, etcdPeers: 2380, api: 6443 } as const;

/** Where etcd is asked. */
export const etcdUrl = `http://127.0.0.1:${ports.etcd}`;

/** Where the API server is asked. */
export const apiUrl = `https://${addresses.node}:${ports.api}`;
