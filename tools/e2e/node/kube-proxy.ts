import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, nodeName } from '../cluster/addresses';
import { kubeconfigFile } from '../cluster/kubeconfig';
import type { Component } from '../cluster/layout';
import type { NodeLayout } from './node-layout';

/** Makes Services of addresses, by nftables. */
export function kubeProxy({ programs, configuration, keys }: NodeLayout): Component {
  const file = join(configuration, 'kube-proxy.json');
  writeFileSync(file, JSON.stringify(settings(keys), null, 2));
  return { name: 'kube-proxy', program: programs.kubeProxy, args: [`--config=${file}`] };
}

function settings(keys: string): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    // At the default of a second, a new Service has no endpoints for so long.
    nftables: { minSyncPeriod: '100ms' },
    bindAddress: addresses.node,
    healthzBindAddress: '127.0.0.1:10256',
    metricsBindAddress: '127.0.0.1:10249',
    hostnameOverride: nodeName,
    clientConnection: { kubeconfig: kubeconfigFile(keys, 'kube-proxy') },
    clusterCIDR: addresses.pods,
    detectLocalMode: 'ClusterCIDR',
    nodePortAddresses: [`${addresses.node}/32`],
    // These settings belong to the machine: they stay as they are.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  };
}
