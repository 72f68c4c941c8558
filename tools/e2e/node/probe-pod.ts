import type { KubernetesApi } from '../api/kubernetes-api';
import type { Json } from '../manifests/manifest';
import { probeImage } from './node-layout';

/** A port that a probe accepts connections on. */
export interface ProbePort {
  readonly port: number;
  /** What policies may call it. @default - nothing */
  readonly name?: string;
}

export interface ProbePodProps {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly ProbePort[];
}

/** A pod that accepts connections and tries them, fit for Pod Security `restricted`. */
export function probePod({ name, namespace, labels, ports }: ProbePodProps): Json {
  const container = {
    name: 'probe',
    image: probeImage,
    imagePullPolicy: 'Never',
    args: ports.map(({ port }) => String(port)),
    ports: ports.map(({ port, name: portName }) => ({ containerPort: port, ...(portName ? { name: portName } : {}) })),
    readinessProbe: { tcpSocket: { port: controlPort }, periodSeconds: 1 },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [container],
    },
  };
}

/** Asks a probe to connect. It is asked through the API server, that is from the node, which no policy holds back. */
export async function connectFrom(
  api: KubernetesApi,
  pod: { readonly namespace: string; readonly name: string },
  targets: readonly string[],
): Promise<readonly string[]> {
  const query = targets.map((target) => `to=${encodeURIComponent(target)}`).join('&');
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}:${controlPort}/proxy/connect?${query}`;
  return String(await api.get(path))
    .trimEnd()
    .split('\n');
}

const controlPort = 8000;
