import { readConfig, variable, type Config, type Environment } from '@perchoir/service/config';
import { houseVariables } from '@perchoir/service/house-config';

/** A neighbour reached over HTTPS: `<PROP>_URL` and what verifies it. */
const peer = { protocols: ['https'], example: 'https://llm-gateway.llm.svc:8080' };
const database = { protocols: ['postgres'], example: 'postgres://realtime@postgres-rw.postgres.svc:5432/perchoir' };
const serverName = { example: 'llm-gateway.llm.svc', optional: true } as const;
const authority = { example: '/etc/perchoir/ca/ca.crt' };
const certificate = { example: '/etc/perchoir/log-database/tls.crt' };
const key = { example: '/etc/perchoir/log-database/tls.key' };

/** Every variable of the service, as `.env.example` explains it. */
export const variables = {
  ...houseVariables,
  LOG_DATABASE_URL: variable.url(database),
  LOG_DATABASE_CA_FILE: variable.file(authority),
  LOG_DATABASE_CERT_FILE: variable.file(certificate),
  LOG_DATABASE_KEY_FILE: variable.file(key),
  LOG_DATABASE_SERVER_NAME: variable.text(serverName),
  RETRIEVAL_DATABASE_URL: variable.url(database),
  RETRIEVAL_DATABASE_CA_FILE: variable.file(authority),
  RETRIEVAL_DATABASE_CERT_FILE: variable.file(certificate),
  RETRIEVAL_DATABASE_KEY_FILE: variable.file(key),
  RETRIEVAL_DATABASE_SERVER_NAME: variable.text(serverName),
  ANSWERS_URL: variable.url(peer),
  ANSWERS_CA_FILE: variable.file(authority),
  ANSWERS_SERVER_NAME: variable.text(serverName),
  EMBEDDINGS_URL: variable.url(peer),
  EMBEDDINGS_CA_FILE: variable.file(authority),
  EMBEDDINGS_SERVER_NAME: variable.text(serverName),
  ANSWER_MODEL: variable.text({ example: 'smollm2-135m-instruct' }),
  EMBEDDING_MODEL: variable.text({ example: 'multilingual-e5-small' }),
  VISITOR_KEY_FILE: variable.file({ example: '/etc/perchoir/visitor-key/key.pem' }),
  MAX_USERS: variable.integer({ min: 1, max: 100_000, default: 150 }),
  POD_NAME: variable.text({ example: 'realtime-7d9f8b6c5-x2x9p' }),
};

/** The configuration of the process. */
export type RealtimeConfig = Config<typeof variables>;

/** @throws ConfigError at the first variable that is missing or malformed */
export function readRealtimeConfig(env: Environment): RealtimeConfig {
  return readConfig(env, variables);
}
