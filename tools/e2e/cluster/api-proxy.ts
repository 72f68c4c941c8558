import type { Component } from './layout';

export interface ApiProxyProps {
  readonly kubectl: string;
  readonly kubeconfig: string;
  /** Socket on which the API is served; a file, so it can be reached across network namespaces. */
  readonly socket: string;
}

/** `kubectl proxy`: speaks to the API with the kubeconfig's credentials, whatever kind they are. */
export function apiProxy({ kubectl, kubeconfig, socket }: ApiProxyProps): Component {
  return {
    name: 'kubectl-proxy',
    program: kubectl,
    args: ['proxy', `--kubeconfig=${kubeconfig}`, `--unix-socket=${socket}`],
  };
}
