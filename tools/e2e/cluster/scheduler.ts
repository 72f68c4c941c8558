import { kubeconfigFile } from './kubeconfig';
import type { Component, Layout } from './layout';

/** The scheduler. */
export function scheduler({ programs, keys }: Layout): Component {
  const kubeconfig = kubeconfigFile(keys, 'kube-scheduler');
  return {
    name: 'kube-scheduler',
    program: programs.scheduler,
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      '--bind-address=127.0.0.1',
      '--leader-elect=false',
    ],
  };
}
