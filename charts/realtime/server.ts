import { Size } from 'cdk8s';
import { USERS_PER_REALTIME_SERVER } from '../lib/capacity';
import { imageOf } from '../lib/image';
import { secretFile, type SecretRef } from '../lib/secret-ref';
import { type Tier } from '../lib/tier';
import { Workload } from '../lib/workload';
import { type Replicas } from '../lib/workload-props';

export interface ServerProps {
  readonly replicas: Replicas;
  readonly answerModel: string;
  readonly embeddingModel: string;
}

/** Signs the tokens by which visitors come back to their conversation. */
const visitorKey: SecretRef = { name: 'visitor-key', keys: ['key.pem'], generate: 'ed25519-pkcs8' };

/** The chat servers. The cap on users is theirs to hold: nobody in front counts. */
export function server(tier: Tier, { replicas, answerModel, embeddingModel }: ServerProps): Workload {
  return new Workload(tier, 'realtime', {
    app: 'realtime',
    image: imageOf('realtime', tier.site),
    component: 'server',
    replicas,
    resources: { cpuMillis: 1_000, memory: Size.gibibytes(1) },
    variables: {
      own: {
        POD_NAME: { podField: 'metadata.name' },
        MAX_USERS: String(USERS_PER_REALTIME_SERVER),
        ANSWER_MODEL: answerModel,
        EMBEDDING_MODEL: embeddingModel,
        VISITOR_KEY_FILE: secretFile(visitorKey, 'key.pem'),
      },
    },
    secrets: [visitorKey],
    services: [{ name: 'realtime' }],
    // Users are sent away in waves; the last one leaves well before the end.
    gracePeriodSeconds: 60,
  });
}
