import { Size } from 'cdk8s';
import { imageOf } from '../lib/image';
import { type Tier } from '../lib/tier';
import { identityFiles, tlsFolder } from '../lib/certificate';
import { housePorts } from '../lib/house';
import { Workload } from '../lib/workload';
import { REPLICA_SERVER_NAME } from './replica';

/** Port on which KEDA asks how many replicas are wanted. */
export const SCALER_PORT = 9091;

export interface GatewayProps {
  /** Gateways at once; each knows every replica. */
  readonly count: number;
}

/** The doors to the models: a bounded queue, fair between bots, in front of the replicas' slots. */
export function gateway(tier: Tier, { count }: GatewayProps): Workload {
  return new Workload(tier, 'llm-gateway', {
    app: 'llm-gateway',
    image: imageOf('llm-gateway', tier.site),
    component: 'gateway',
    replicas: { kind: 'fixed', count },
    resources: { cpuMillis: 250, memory: Size.mebibytes(256) },
    variables: {
      own: {
        POD_NAME: { podField: 'metadata.name' },
        HEARTBEAT_TIMEOUT_MS: '3000',
        QUEUE_LIMIT: '100',
        QUEUE_TIMEOUT_SECONDS: '120',
        REPLICA_SERVER_NAME,
        REPLICA_CA_FILE: identityFiles(tlsFolder).ca,
        SCALER_PORT: String(SCALER_PORT),
      },
    },
    ports: { ...housePorts, scaler: SCALER_PORT },
    services: [{ name: 'llm-gateway' }, { name: 'llm-gateway-peers', reach: 'every-pod' }],
    // A stream that is being written may take two minutes; past that another gateway takes it over.
    gracePeriodSeconds: 130,
  });
}
