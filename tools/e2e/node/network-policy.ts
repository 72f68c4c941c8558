import { kubeconfigFile } from '../cluster/kubeconfig';
import type { Component } from '../cluster/layout';
import type { NodeLayout } from './node-layout';

/** Enforces NetworkPolicies on packets: one node, IPv4, written for these proofs. */
export function networkPolicy({ programs, keys }: NodeLayout): Component {
  const kubeconfig = kubeconfigFile(keys, 'network-policy');
  return { name: 'network-policy', program: 'env', args: [`KUBECONFIG=${kubeconfig}`, programs.networkPolicy] };
}
