import { EmbeddedEngine } from './embedded-engine';

export interface EmbeddedOptions {
  /** GGUF file. */
  readonly modelFile: string;
  /** Requests at once; each gets a sequence of its own. */
  readonly slots: number;
  /** Tokens that each sequence holds. */
  readonly contextTokens: number;
  readonly threads: number;
}

/** Tokens evaluated at once: one long prompt would hold up the other slots at llama.cpp's usual 512. */
const BATCH_TOKENS = 128;
const WARM_UP = 'Birds of a feather flock together. '.repeat(20);

/**
 * Loads a model into this process, and reads one prompt so that its speed is known.
 * @throws Error naming the file when it is not a model that can be loaded.
 */
export async function loadEmbedded(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const { modelFile, slots, contextTokens, threads } = options;
  // The package has ES modules only.
  const { getLlama, LlamaLogLevel, resolveChatWrapper } = await import('node-llama-cpp');
  const llama = await getLlama({ build: 'never', gpu: false, logLevel: LlamaLogLevel.error, maxThreads: threads });
  const model = await llama.loadModel({ modelPath: modelFile }).catch((cause: unknown) => {
    throw new Error(`${modelFile} could not be loaded: MODEL_FILE must name a GGUF model`, { cause });
  });
  const shape = { sequences: slots, contextSize: contextTokens, threads, batchSize: BATCH_TOKENS };
  const context = await model.createContext(shape);
  const engine = new EmbeddedEngine({ model, context, wrapper: resolveChatWrapper(model) });
  await warmUp(engine);
  return engine;
}

async function warmUp(engine: EmbeddedEngine): Promise<void> {
  const sampling = { temperature: 0, topP: 1, repeatPenalty: 1, presencePenalty: 0, frequencyPenalty: 0 };
  const messages = [{ role: 'user', content: WARM_UP }] as const;
  const generation = { messages, turn: 'new', maxTokens: 1, stop: [], conversation: undefined } as const;
  const events = engine.generate({ ...generation, sampling: { ...sampling, seed: 0 } }, new AbortController().signal);
  for await (const event of events) if (event.kind === 'end') return;
}
