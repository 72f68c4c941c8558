import { hostname } from 'node:os';
import { readConfig, variable, type Config, type Environment } from '@perchoir/service/config';
import { houseVariables } from '@perchoir/service/house-config';

/** How each variable is read. */
export const specification = {
  ...houseVariables,
  REPLICA_SERVER_NAME: variable.text({ example: 'llm-replica.llm.svc' }),
  REPLICA_CA_FILE: variable.file({ example: '/etc/perchoir/replica/ca.crt' }),
  HEARTBEAT_TIMEOUT_MS: variable.integer({ min: 100, max: 60_000, default: 3_000 }),
  QUEUE_LIMIT: variable.integer({ min: 0, max: 10_000, default: 100 }),
  QUEUE_TIMEOUT_SECONDS: variable.integer({ min: 1, max: 3_600, default: 120 }),
  QUEUE_WEIGHTS: variable.text({ example: 'demo=2,help=1', default: '' }),
  QUEUE_WAIT_GOAL_SECONDS: variable.integer({ min: 1, max: 600, default: 10 }),
  KEEP_ALIVE_MS: variable.integer({ min: 50, max: 60_000, default: 5_000 }),
  PHASE_MARGIN_MS: variable.integer({ min: 100, max: 600_000, default: 10_000 }),
  TOTAL_TIMEOUT_SECONDS: variable.integer({ min: 1, max: 7_200, default: 600 }),
  SLOTS_PER_REPLICA: variable.integer({ min: 1, max: 64, default: 5 }),
  PEERS_HOST: variable.text({ example: 'llm-gateway-peers.llm.svc', optional: true }),
  PEERS_SERVER_NAME: variable.text({ example: 'llm-gateway.llm.svc', optional: true }),
  POD_NAME: variable.text({ example: 'llm-gateway-6c9d8b5f7-q4z8k', default: hostname() }),
  SCALER_PORT: variable.port({ default: 9_091 }),
} as const;

/** The gateway's environment, typed. Every variable is explained in `.env.example`. */
export type GatewayConfig = Config<typeof specification>;

/** @throws ConfigError at the first variable that is missing or malformed. */
export function readGatewayConfig(env: Environment): GatewayConfig {
  return readConfig(env, specification);
}
