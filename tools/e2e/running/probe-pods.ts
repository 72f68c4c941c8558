import type { Json } from '../manifests/manifest';
import { probePod } from '../node/probe-pod';

/** Where the pods of the proof live. */
export const namespace = 'perchoir-e2e';

/** What stands in the cluster while containers are tried: a Service and its pod, and two pods that call it. */
export const cast: readonly Json[] = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'door', namespace },
    spec: { selector: { role: 'door' }, ports: [{ port: 80, targetPort: 'http' }] },
  },
  ...['door', 'friend', 'stranger'].map((role) =>
    probePod({ name: role, namespace, labels: { role }, ports: [{ port: 8080, name: 'http' }] }),
  ),
];

/** The door opens for friends; everything else in the namespace stays shut. */
export const policies: readonly Json[] = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'door-for-friends', namespace },
    spec: {
      podSelector: { matchLabels: { role: 'door' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { role: 'friend' } } }], ports: [{ port: 'http' }] }],
    },
  },
];
