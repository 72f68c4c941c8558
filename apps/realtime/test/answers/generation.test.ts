import { Readable } from 'node:stream';
import type { HttpsClient } from '@perchoir/service/https-client';
import { AnswerFailed } from '../../src/answer';
import { GatewayModel, type GenerationEvent } from '../../src/answers/generation';

/** A gateway that answers with these bytes, cut into pieces of `size`. */
function gateway(status: number, body: string, size = 7): HttpsClient & { readonly bodies: string[] } {
  const bodies: string[] = [];
  const pieces = body.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  const request: HttpsClient['request'] = (options) => {
    bodies.push(String(options.body));
    const stream = Object.assign(Readable.from(pieces.map((piece) => Buffer.from(piece))), {
      dump: () => Promise.resolve(),
    });
    return Promise.resolve({ statusCode: status, headers: {}, body: stream } as unknown as Awaited<
      ReturnType<HttpsClient['request']>
    >);
  };
  return { bodies, request, close: () => Promise.resolve(), destroy: () => Promise.resolve() };
}

async function generated(client: HttpsClient, continues = false): Promise<GenerationEvent[]> {
  const events: GenerationEvent[] = [];
  const { signal } = new AbortController();
  const request = {
    messages: [{ role: 'user', content: 'Hi' } as const],
    conversation: 'c',
    bot: 'b',
    continues,
    signal,
  };
  for await (const event of new GatewayModel(client, 'm').generate(request)) events.push(event);
  return events;
}

const delta = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

test('text and places in the queue are read from the stream, wherever it is cut', async () => {
  const stream = `: queued position=3\n\n: loading\n\n${delta('One ')}${delta('two.')}data: [DONE]\n\n`;
  for (const size of [1, 5, 1_000]) {
    expect(await generated(gateway(200, stream, size))).toEqual([
      { kind: 'queued', position: 3 },
      { kind: 'queued' },
      { kind: 'text', text: 'One ' },
      { kind: 'text', text: 'two.' },
    ]);
  }
});

test('a stream that ends before its mark was cut off', async () => {
  await expect(generated(gateway(200, delta('One ')))).rejects.toThrow(AnswerFailed);
});

test('an error inside the stream fails the answer', async () => {
  await expect(generated(gateway(200, 'data: {"error":{"message":"lost"}}\n\n'))).rejects.toThrow(AnswerFailed);
});

test('a refusal of the gateway fails the answer, naming the status', async () => {
  await expect(generated(gateway(503, '{}'))).rejects.toThrow('503');
});

test('a continued answer is asked for as such', async () => {
  const client = gateway(200, 'data: [DONE]\n\n');
  await generated(client, true);
  expect(JSON.parse(client.bodies[0] ?? '')).toMatchObject({ continue_final_message: true, stream: true, model: 'm' });
});
