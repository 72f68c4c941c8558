import type { Json } from '../manifests/manifest';
import { probeImage } from '../node/node-layout';

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
  ...['door', 'friend', 'stranger'].map(probePod),
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

function probePod(role: string): Json {
  const securityContext = { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } };
  const container = {
    name: 'probe',
    image: probeImage,
    imagePullPolicy: 'Never',
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: role, namespace, labels: { role } },
    spec: { securityContext, automountServiceAccountToken: false, containers: [container] },
  };
}
