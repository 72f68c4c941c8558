import { Size } from 'cdk8s';
import { imageOf } from '../lib/image';
import { Task } from '../lib/task';
import { type Tier } from '../lib/tier';

/** Version of the schema that this platform is written for; services are not ready below the one they need. */
export const SCHEMA_VERSION = 6;

/** Brings the schema up to date: expands it first, so that running services go on. */
export function migration(tier: Tier, { demo }: { readonly demo: boolean }): Task {
  return new Task(tier, 'migrate', {
    app: 'database',
    image: imageOf('database', tier.site),
    component: 'schema',
    args: ['migrate'],
    variables: { LOG_LEVEL: tier.site.logLevel, DEMO: String(demo) },
    resources: { cpuMillis: 100, memory: Size.mebibytes(256) },
    edition: `v${SCHEMA_VERSION}`,
  });
}
