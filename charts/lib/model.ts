import { Size } from 'cdk8s';
import { CLIENTS_PER_LLM_INSTANCE } from './capacity';
import { type ImageRelease } from './image';

/** What is known of a model, from `clusters/models.lock.json`. */
export interface Model {
  /** Release of the one-layer image that holds the file. */
  readonly release: ImageRelease;
  /** SPDX name of its licence. */
  readonly licence: string;
  /** File or folder inside the image. */
  readonly file: string;
  /** Size of the weights in bytes, or an upper bound. */
  readonly weightsBytes: number;
  /** Bytes that one token of context takes in the key-value cache, at 16 bits. */
  readonly kvBytesPerToken: number;
  /** Tokens of context that one client has. */
  readonly contextTokens: number;
}

/** Models by name. */
export type ModelLock = Readonly<Record<string, Model>>;

/** A model and its name. */
export interface NamedModel extends Model {
  readonly name: string;
}

const RUNTIME_BYTES = 1024 ** 3;

/**
 * The model of a name.
 *
 * @throws Error when the lock does not have it.
 */
export function modelOf(name: string, lock: ModelLock): NamedModel {
  const model = lock[name];
  if (!model)
    throw new Error(`model "${name}" is not in clusters/models.lock.json: it has ${Object.keys(lock).join(', ')}`);
  return { name, ...model };
}

/** Memory that an instance needs with every slot full: weights, five contexts and 1 GiB for the runtime. */
export function modelMemory({ weightsBytes, kvBytesPerToken, contextTokens }: Model): Size {
  const bytes = weightsBytes + CLIENTS_PER_LLM_INSTANCE * contextTokens * kvBytesPerToken + RUNTIME_BYTES;
  return Size.mebibytes(Math.ceil(bytes / 1024 ** 2));
}

/**
 * Checks that a model fits.
 *
 * @throws Error with both sizes when it does not.
 */
export function checkModelFits(model: NamedModel, memory: Size): void {
  const needed = modelMemory(model);
  if (needed.toMebibytes() <= memory.toMebibytes()) return;
  throw new Error(
    `model "${model.name}" needs ${needed.toMebibytes()} MiB (weights, ${CLIENTS_PER_LLM_INSTANCE} contexts of ${model.contextTokens} tokens, 1 GiB) and its container has ${memory.toMebibytes()} MiB: give it more or choose a smaller model`,
  );
}
