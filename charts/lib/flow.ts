import { type k8s } from 'cdk8s-plus-28';
import { type OutsidePods } from './site';

/** One end of a flow. */
export interface Party {
  /** Tier, or the name of what stands outside. */
  readonly tier: string;
  /** Workload. */
  readonly name: string;
  /** What a NetworkPolicy calls it. */
  readonly peers: readonly k8s.NetworkPolicyPeer[];
}

/** A party that can be called, and opens its firewall for a caller. */
export interface Provider extends Party {
  /** Admits a caller on a port; `prop` is the name under which the caller knows us. */
  accept(caller: Party, prop: string, port: number): void;
}

/** One arrow of the picture: who calls whom, on which port, and what it is to the caller. */
export interface Flow {
  readonly from: Pick<Party, 'tier' | 'name'>;
  readonly to: Pick<Party, 'tier' | 'name'>;
  readonly port: number;
  /** The caller's prop, for example `logDatabase`. */
  readonly prop: string;
}

/** Pods described elsewhere, as a party. */
export function outsideParty(name: string, { namespace, labels }: OutsidePods): Party {
  return { tier: namespace, name, peers: [podsOf(namespace, labels)] };
}

/** Pods selected by namespace and labels. */
export function podsOf(namespace: string, labels: Readonly<Record<string, string>>): k8s.NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: { ...labels } },
  };
}

/** `logDatabase` → `log-database`: a prop as it appears in the names of objects and folders. */
export function kebabCase(prop: string): string {
  return prop.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `logDatabase` → `LOG_DATABASE`: a prop as it appears in the names of variables. */
export function upperSnakeCase(prop: string): string {
  return kebabCase(prop).replaceAll('-', '_').toUpperCase();
}
