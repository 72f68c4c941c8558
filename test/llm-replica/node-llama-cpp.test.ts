import { fetchModel } from '../../tools/engines/models/fetch-model';
import { describeGuardedEngine } from './guarded-engine';
import { modelCache } from './model-cache';

describe('llm-replica with node-llama-cpp and SmolLM2', () => {
  describeGuardedEngine(async () => {
    const { modelFile } = await fetchModel('smollm2-135m-instruct', modelCache());
    return { ENGINE: 'node-llama-cpp', MODEL_FILE: modelFile };
  });
});
