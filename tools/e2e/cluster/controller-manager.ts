import { join } from 'node:path';
import { kubeconfigFile } from './kubeconfig';
import type { Component, Layout } from './layout';

/** The controllers. Nodes get their addresses from us and there is no cloud: those two controllers are off. */
export function controllerManager({ programs, keys }: Layout): Component {
  const kubeconfig = kubeconfigFile(keys, 'kube-controller-manager');
  return {
    name: 'kube-controller-manager',
    program: programs.controllerManager,
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      '--bind-address=127.0.0.1',
      '--leader-elect=false',
      // At the default of 20 requests a second it takes 5 s before the first controller works, so 0.7 s.
      '--kube-api-qps=500',
      '--kube-api-burst=1000',
      '--use-service-account-credentials=true',
      '--controllers=*,-node-ipam-controller,-cloud-node-lifecycle-controller',
      `--service-account-private-key-file=${join(keys, 'service-accounts.key')}`,
      `--root-ca-file=${join(keys, 'cluster.crt')}`,
      `--cluster-signing-cert-file=${join(keys, 'cluster.crt')}`,
      `--cluster-signing-key-file=${join(keys, 'cluster.key')}`,
    ],
  };
}
