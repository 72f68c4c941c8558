import { Size } from 'cdk8s';
import { imageOf } from '../lib/image';
import { type Tier } from '../lib/tier';
import { Workload } from '../lib/workload';

export interface OriginProps {
  readonly origins: number;
}

/** The origin of a content delivery network: static files with immutable names. */
export function origin(tier: Tier, { origins }: OriginProps): Workload {
  return new Workload(tier, 'chatbot-origin', {
    app: 'chatbot-builder',
    image: imageOf('chatbot-builder', tier.site),
    component: 'origin',
    args: ['origin'],
    replicas: { kind: 'fixed', count: origins },
    resources: { cpuMillis: 100, memory: Size.mebibytes(128) },
    services: [{ name: 'chatbot-origin' }],
  });
}
