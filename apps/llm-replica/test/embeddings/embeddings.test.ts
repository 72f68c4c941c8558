import { RunningReplica } from '../running-replica';
import { ScriptedEmbedder } from '../scripted-engine';

describe('POST /v1/embeddings', () => {
  let replica: RunningReplica;

  beforeAll(async () => {
    replica = await RunningReplica.start(new ScriptedEmbedder(), 1);
  });

  afterAll(() => replica.stop());

  const embed = (fields: object) => replica.post('/v1/embeddings', { model: 'tiny', input: 'query: owl', ...fields });

  test('embeds texts in their order', async () => {
    const response = await embed({ input: ['a', 'abc'] });
    expect(await response.json()).toEqual({
      object: 'list',
      model: 'tiny',
      data: [
        { object: 'embedding', index: 0, embedding: [1, 0.5] },
        { object: 'embedding', index: 1, embedding: [3, 0.5] },
      ],
      usage: { prompt_tokens: 2, total_tokens: 2 },
    });
  });

  test('sends vectors as base64 of 32-bit floats when asked', async () => {
    const { data } = (await (await embed({ input: 'ab', encoding_format: 'base64' })).json()) as {
      data: [{ embedding: string }];
    };
    const bytes = Buffer.from(data[0].embedding, 'base64');
    expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([2, 0.5]);
  });

  test.each([
    ['input', { input: [] }],
    ['input', { input: Array.from({ length: 65 }, () => 'x') }],
    ['input[1]', { input: ['x', 'y'.repeat(8_193)] }],
    ['input', { input: '' }],
    ['dimensions', { dimensions: 1_536 }],
    ['encoding_format', { encoding_format: 'hex' }],
  ])('names %s when it is at fault', async (param, fields) => {
    const response = await embed(fields);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param } });
  });

  test('counts its requests against the slots', async () => {
    const lease = replica.slots.acquire();
    expect((await embed({})).status).toBe(429);
    if (lease.kind === 'granted') lease.lease.release();
    expect((await embed({})).status).toBe(200);
  });
});
