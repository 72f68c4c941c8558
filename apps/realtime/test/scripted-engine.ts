import { setTimeout as pause } from 'node:timers/promises';
import type { AnswerEngine, AnswerEvent, AnswerRequest } from '../src/answer';

/** Sentences of one answer, and the pause before each, in milliseconds. */
export interface Script {
  readonly sentences: readonly string[];
  readonly pauseMs: number;
}

/**
 * Writes the sentences of a script one by one; resumed, it goes on with the first sentence that is not there. The
 * question `fail` fails after the first sentence.
 */
export class ScriptedEngine implements AnswerEngine {
  readonly requests: AnswerRequest[] = [];

  constructor(private readonly script: Script) {}

  async *answer(request: AnswerRequest): AsyncIterable<AnswerEvent> {
    this.requests.push(request);
    yield { kind: 'progress', phase: 'writing' };
    let written = '';
    for (const sentence of this.script.sentences) {
      written += sentence;
      if (written.length <= (request.resume?.text.length ?? 0)) continue;
      await pause(this.script.pauseMs, undefined, { signal: request.signal });
      yield { kind: 'text', text: sentence };
      if (request.question === 'fail') throw new Error('asked to fail');
    }
    const sources = [{ title: 'Parrots', url: 'https://example.org/parrots', quote: 'They talk.' }];
    const provenance = { model: 'scripted', promptDigest: '00', passageDigests: ['01'] };
    yield { kind: 'done', outcome: 'answered', sources, provenance };
  }
}
