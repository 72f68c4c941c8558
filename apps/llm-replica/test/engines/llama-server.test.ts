import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PromptTooLong, type Generation, type GenerationEvent } from '../../src/engines/engine';
import { connectServer } from '../../src/engines/llama-server/connect';
import type { ServerEngine } from '../../src/engines/llama-server/server-engine';
import { until } from '../running-replica';

const generation: Generation = {
  messages: [{ role: 'user', content: 'Name a bird.' }],
  turn: 'new',
  maxTokens: 16,
  stop: ['\n'],
  sampling: { temperature: 0, topP: 1, seed: 7, repeatPenalty: 1.1, presencePenalty: 0, frequencyPenalty: 0 },
  conversation: undefined,
};

const never = new AbortController().signal;
const chunk = (fields: object) => `data: ${JSON.stringify(fields)}\n\n`;

/** Speaks as llama-server's streams do, cut where it hurts. */
describe('ServerEngine', () => {
  let server: Server;
  let engine: ServerEngine;
  let answer: (response: ServerResponse, body: Readonly<Record<string, unknown>>) => void;
  let slots = [{ is_processing: false }];

  beforeEach(async () => {
    slots = [{ is_processing: true }, { is_processing: false }];
    server = createServer((request, response) => void serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    engine = await connectServer({ url, slots: 2, contextTokens: 2_048 });
  });

  afterEach(async () => {
    await engine.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/health') return void response.end('{"status":"ok"}');
    if (request.url === '/slots') return void response.end(JSON.stringify(slots));
    let text = '';
    for await (const part of request) text += String(part);
    answer(response, JSON.parse(text) as Readonly<Record<string, unknown>>);
  }

  async function generate(fields: Partial<Generation> = {}, signal = never): Promise<GenerationEvent[]> {
    const events: GenerationEvent[] = [];
    for await (const event of engine.generate({ ...generation, ...fields }, signal)) events.push(event);
    return events;
  }

  test('passes settings on and yields text as it comes, with usage and prefill rate', async () => {
    let seen: Readonly<Record<string, unknown>> = {};
    answer = (response, body) => {
      seen = body;
      const bytes = Buffer.from(
        chunk({ choices: [{ delta: { role: 'assistant', content: null } }] }) +
          chunk({ choices: [{ delta: { content: null } }], prompt_progress: { total: 90, cache: 10, processed: 90 } }) +
          chunk({ choices: [{ delta: { content: 'Chouette ' } }] }) +
          chunk({ choices: [{ delta: { content: 'hulotte 🦉' } }] }) +
          chunk({ choices: [{ delta: {}, finish_reason: 'length' }] }) +
          chunk({
            choices: [],
            usage: { prompt_tokens: 90, completion_tokens: 5 },
            timings: { cache_n: 10, prompt_n: 80, prompt_ms: 400 },
          }) +
          'data: [DONE]\n\n',
      );
      for (const byte of bytes) response.write(Buffer.of(byte));
      response.end();
    };
    expect(await generate()).toEqual([
      { kind: 'text', text: 'Chouette ' },
      { kind: 'text', text: 'hulotte 🦉' },
      { kind: 'end', reason: 'length', usage: { promptTokens: 90, cachedTokens: 10, completionTokens: 5 } },
    ]);
    expect(seen).toMatchObject({
      stream: true,
      return_progress: true,
      max_tokens: 16,
      stop: ['\n'],
      seed: 7,
      repeat_penalty: 1.1,
    });
    expect(seen).not.toHaveProperty('continue_final_message');
    expect(engine.prefillTokensPerSecond()).toBe(200);
  });

  test('goes on with an unfinished answer by continue_final_message', async () => {
    let seen: Readonly<Record<string, unknown>> = {};
    answer = (response, body) => {
      seen = body;
      response.end('data: [DONE]\n\n');
    };
    await generate({ turn: 'last', messages: [...generation.messages, { role: 'assistant', content: 'An o' }] });
    expect(seen).toMatchObject({ continue_final_message: true, add_generation_prompt: false });
  });

  test('an abort closes the connection to the server', async () => {
    let isClosed = false;
    answer = (response) => {
      response.on('close', () => (isClosed = true));
      response.write(chunk({ choices: [{ delta: { content: 'A' } }] }));
    };
    const client = new AbortController();
    const events = engine.generate(generation, client.signal);
    await events.next();
    client.abort(new Error('client gone'));
    await expect(events.next()).rejects.toThrow();
    await until(() => isClosed);
  });

  test('a consumer that stops iterating closes the connection too', async () => {
    let isClosed = false;
    answer = (response) => {
      response.on('close', () => (isClosed = true));
      response.write(chunk({ choices: [{ delta: { content: 'A' } }] }));
    };
    for await (const event of engine.generate(generation, never)) if (event.kind === 'text') break;
    await until(() => isClosed);
    expect(isClosed).toBe(true);
  });

  test('a stream that ends early is a failure, never a short answer', async () => {
    answer = (response) => response.end(chunk({ choices: [{ delta: { content: 'A' } }] }));
    await expect(generate()).rejects.toThrow('before the answer was complete');
  });

  test('an error within the stream is a failure', async () => {
    answer = (response) => response.end(chunk({ error: { message: 'out of memory' } }));
    await expect(generate()).rejects.toThrow('out of memory');
  });

  test('a prompt beyond the context is told apart', async () => {
    const error = { type: 'exceed_context_size_error', message: 'too long', n_prompt_tokens: 3_000, n_ctx: 2_048 };
    answer = (response) => void response.writeHead(400).end(JSON.stringify({ error }));
    await expect(generate()).rejects.toThrow(new PromptTooLong(3_000, 2_048));
  });

  test('says how many slots the server works on', () => {
    expect(engine.state()).toEqual({ kind: 'up', working: 1 });
  });

  test('notices within two seconds that the server is gone', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await until(() => engine.state().kind === 'down');
    expect(engine.state()).toMatchObject({ kind: 'down' });
  });
});
