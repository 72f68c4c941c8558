import { k8s } from 'cdk8s-plus-28';
import { type Construct } from 'constructs';
import { type Party } from './flow';
import { Manifest } from './manifest';

interface Rule {
  /** Name of the NetworkPolicy. */
  readonly name: string;
  /** Labels of the pods that it is about. */
  readonly pods: Readonly<Record<string, string>>;
  /** The other end. */
  readonly other: Party;
  readonly ports: readonly number[];
}

/** Lets pods be called by another party. */
export function allowFrom(scope: Construct, { name, pods, other, ports }: Rule): void {
  networkPolicy(scope, name, {
    podSelector: { matchLabels: { ...pods } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [...other.peers], ports: ports.map(tcp) }],
  });
}

/** Lets pods call another party. */
export function allowTo(scope: Construct, { name, pods, other, ports }: Rule): void {
  networkPolicy(scope, name, {
    podSelector: { matchLabels: { ...pods } },
    policyTypes: ['Egress'],
    egress: [{ to: [...other.peers], ports: ports.map(tcp) }],
  });
}

/** Denies everything in a namespace that no other policy allows. */
export function denyByDefault(scope: Construct): void {
  networkPolicy(scope, 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
}

/** Lets every pod of a namespace resolve names. */
export function allowDns(scope: Construct, dns: Party, port: number): void {
  networkPolicy(scope, 'dns', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: [...dns.peers], ports: [{ ...tcp(port), protocol: 'UDP' }, tcp(port)] }],
  });
}

function networkPolicy(scope: Construct, name: string, spec: k8s.NetworkPolicySpec): void {
  new Manifest(scope, `policy-${name}`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name,
    body: () => ({ spec: k8s.toJson_NetworkPolicySpec(spec) as object }),
  });
}

function tcp(port: number): k8s.NetworkPolicyPort {
  return { protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) };
}
