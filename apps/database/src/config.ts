import { readConfig, variable, type Config, type Environment } from '@perchoir/service/config';
import type { DatabasePeer } from '@perchoir/service/database';

const specification = {
  MIGRATE_DATABASE_URL: variable.url({
    protocols: ['postgres'],
    example: 'postgres://migrator@postgres-rw.postgres.svc:5432/perchoir',
  }),
  MIGRATE_DATABASE_CA_FILE: variable.file({ example: '/etc/perchoir/migrate-database/ca.crt' }),
  MIGRATE_DATABASE_CERT_FILE: variable.file({ example: '/etc/perchoir/migrate-database/tls.crt' }),
  MIGRATE_DATABASE_KEY_FILE: variable.file({ example: '/etc/perchoir/migrate-database/tls.key' }),
  MIGRATE_DATABASE_SERVER_NAME: variable.text({ example: 'postgres-rw.postgres.svc', optional: true }),
  DEMO: variable.flag({ default: false }),
  LOG_LEVEL: variable.oneOf(['debug', 'info', 'warn', 'error', 'silent'], { default: 'info' }),
};

/** What the environment says, read once. */
export interface DatabaseConfig {
  readonly peer: DatabasePeer;
  /** Whether `migrate` also publishes the demo bot. */
  readonly isDemo: boolean;
  readonly logLevel: Config<typeof specification>['LOG_LEVEL'];
}

/** @throws ConfigError naming the variable that is missing or malformed. */
export function readDatabaseConfig(env: Environment): DatabaseConfig {
  const values = readConfig(env, specification);
  const peer = {
    url: values.MIGRATE_DATABASE_URL,
    caFile: values.MIGRATE_DATABASE_CA_FILE,
    certFile: values.MIGRATE_DATABASE_CERT_FILE,
    keyFile: values.MIGRATE_DATABASE_KEY_FILE,
    serverName: values.MIGRATE_DATABASE_SERVER_NAME,
  };
  return { peer, isDemo: values.DEMO, logLevel: values.LOG_LEVEL };
}
