import type { AnswerEvent, AnswerRequest } from '../../src/answer';
import type { GenerationEvent, GenerationRequest, LanguageModel } from '../../src/answers/generation';
import type { Passage } from '../../src/answers/passage';
import type { Finding, Place, Query, Retrieval } from '../../src/answers/retrieval';
import { vocabulary, termsOf } from '../../src/answers/terms';
import type { PublishedBot } from '../../src/bots/published-bot';

export const THRESHOLDS = { cosine: 0.85, share: 0.5 };

export const BOT: PublishedBot = {
  id: '01900000-0000-7000-8000-000000000001',
  key: 'demo',
  version: 1,
  name: 'Kiwi',
  greeting: { en: 'Hello!', fr: 'Bonjour !' },
  colours: { primary: '#000' },
  languages: ['en', 'fr'],
  origins: ['*'],
  grounding: 'strict',
};

/** A passage that bears clearly on the question, unless told otherwise. */
export function passage(text: string, differing: Partial<Passage> = {}): Passage {
  const place = { chunk: text, title: 'Birds', url: 'docs/birds.md', heading: 'Birds', language: 'en' } as const;
  return { ...place, text, cosine: 0.88, share: 0.6, ...differing };
}

/** Passages that are always found; shares are counted without weights. */
export class FixedRetrieval implements Retrieval {
  readonly asked: string[] = [];

  constructor(private readonly finding: Finding) {}

  find({ question }: Query): Promise<Finding> {
    this.asked.push(question);
    return Promise.resolve(this.finding);
  }

  shares({ question, language }: Query, places: readonly Place[]): Promise<readonly number[]> {
    const { content, names } = termsOf(question, language);
    const terms = [...content, ...names];
    const shareOf = ({ text, language: own }: Place) => {
      const known = vocabulary(text, own);
      return terms.filter((term) => known.has(term)).length / Math.max(1, terms.length);
    };
    return Promise.resolve(places.map(shareOf));
  }
}

/** A model that writes what it is told to, token by token. */
export class ScriptedModel implements LanguageModel {
  readonly name = 'scripted';
  readonly requests: GenerationRequest[] = [];

  constructor(private readonly script: readonly (string | GenerationEvent | Error)[]) {}

  async *generate(request: GenerationRequest): AsyncIterable<GenerationEvent> {
    this.requests.push(request);
    for (const step of this.script) {
      await new Promise((resolve) => setImmediate(resolve));
      request.signal.throwIfAborted();
      if (step instanceof Error) throw step;
      if (typeof step !== 'string') yield step;
      else for (const text of step.split(/(?=\s)/)) yield { kind: 'text', text };
    }
  }
}

export function request(question: string, differing: Partial<AnswerRequest> = {}): AnswerRequest {
  const conversation = '01900000-0000-7000-8000-00000000000c';
  const signal = new AbortController().signal;
  return { bot: BOT, conversation, seq: 2, question, language: 'en', history: [], signal, ...differing };
}

/** Everything an engine yields, with its text put together. */
export async function collected(events: AsyncIterable<AnswerEvent>) {
  const all: AnswerEvent[] = [];
  for await (const event of events) all.push(event);
  const text = all.map((event) => (event.kind === 'text' ? event.text : '')).join('');
  const done = all.find((event) => event.kind === 'done');
  return { events: all, text, done };
}
