import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fetchModel } from '../../tools/engines/models/fetch-model';
import { describeGuardedEngine } from './guarded-engine';
import { modelCache } from './model-cache';

/** Not part of `npm test`: llama-server takes ten minutes to build. Its README section says how to run it. */
describe('llm-replica with llama-server and SmolLM2', () => {
  let engine: ChildProcess | undefined;

  afterAll(async () => {
    if (!engine) return;
    const ended = once(engine, 'exit');
    engine.kill();
    await ended;
  });

  describeGuardedEngine(async () => {
    const program = process.env['LLAMA_SERVER'];
    if (!program)
      throw new Error('LLAMA_SERVER is not set: name a llama-server, for example LLAMA_SERVER=/opt/llama-server');
    const { modelFile } = await fetchModel('smollm2-135m-instruct', modelCache());
    const slots = ['-np', '5', '--no-kv-unified', '-c', '10240', '--slots', '--jinja'];
    const speed = ['-t', '1', '-b', '128', '-ub', '128'];
    const port = process.env['LLAMA_SERVER_PORT'] ?? '18081';
    engine = spawn(program, ['-m', modelFile, '--host', '127.0.0.1', '--port', port, ...slots, ...speed], {
      stdio: 'ignore',
    });
    return { ENGINE: 'llama-server', ENGINE_URL: `http://127.0.0.1:${port}` };
  });
});
