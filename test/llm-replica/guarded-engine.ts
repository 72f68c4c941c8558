import { setTimeout as sleep } from 'node:timers/promises';
import { ReplicaProcess } from './replica-process';

const MODEL = 'smollm2-135m-instruct';
const question = (content: string) => ({ model: MODEL, messages: [{ role: 'user', content }], temperature: 0 });
const essay = { ...question('Write a long essay about birds.'), max_tokens: 400 };

/** What the guard promises of every engine, proven with a real one. `env` chooses it. */
export function describeGuardedEngine(env: () => Promise<Readonly<Record<string, string>>>): void {
  let replica: ReplicaProcess;

  beforeAll(async () => {
    replica = await ReplicaProcess.start({ ROLE: 'chat', MODEL_NAME: MODEL, THREADS: '1', ...(await env()) });
  }, 120_000);

  afterAll(() => replica.stop());

  test('answers in tokens, and counts them', async () => {
    const { body } = await replica.post('/v1/chat/completions', { ...question('Name a bird.'), max_tokens: 8 });
    expect(body).toMatchObject({
      choices: [{ message: { role: 'assistant', content: expect.stringMatching(/\w+/) } }],
      usage: { prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) },
    });
    const { completion_tokens } = body['usage'] as { completion_tokens: number };
    expect(completion_tokens).toBeGreaterThan(0);
    expect(completion_tokens).toBeLessThanOrEqual(8);
  });

  test('runs five at once, refuses the sixth, and a client that leaves frees its slot while the others go on', async () => {
    const clients = Array.from({ length: 5 }, () => new AbortController());
    const streams = clients.map(({ signal }) => replica.stream(essay, signal));
    await Promise.all(streams.map((stream) => stream.next()));
    expect((await replica.post('/v1/chat/completions', essay)).status).toBe(429);
    clients[0]?.abort();
    await until(async () => (await replica.busySlots()) === 4);
    for (const client of clients) client.abort();
    await until(async () => (await replica.busySlots()) === 0);
    await Promise.allSettled(streams.map((stream) => stream.return(undefined)));
  });

  test('a client that leaves while its long prompt is read frees its slot before a first token', async () => {
    const client = new AbortController();
    const prompt = question(`${Date.now()} birds of a feather flock together. `.repeat(80));
    const reading = replica
      .stream(prompt, client.signal)
      .next()
      .catch(() => undefined);
    await until(async () => (await replica.busySlots()) === 1);
    await sleep(300);
    client.abort();
    await until(async () => (await replica.busySlots()) === 0);
    expect(await reading).toBeUndefined();
  });

  test('goes on with an unfinished answer as if it had never been interrupted', async () => {
    const asked = { ...question('List the days of the week, one a line.'), max_tokens: 24 };
    const pieces: string[] = [];
    for await (const { text } of replica.stream(asked)) pieces.push(text);
    const begun = pieces.slice(0, 8).join('');
    const messages = [...asked.messages, { role: 'assistant', content: begun }];
    const { body } = await replica.post('/v1/chat/completions', {
      ...asked,
      messages,
      max_tokens: 16,
      continue_final_message: true,
      add_generation_prompt: false,
    });
    const [choice] = body['choices'] as [{ message: { content: string } }];
    expect(begun + choice.message.content).toBe(pieces.join(''));
  });

  test('a conversation that comes back finds its words read already', async () => {
    const first = question('Which bird can imitate human speech? Answer in one sentence.');
    const headers = { 'x-conversation': 'c-1' };
    await replica.post('/v1/chat/completions', { ...first, max_tokens: 4 }, headers);
    const { body } = await replica.post('/v1/chat/completions', { ...first, max_tokens: 4 }, headers);
    const usage = body['usage'] as { prompt_tokens: number; prompt_tokens_details: { cached_tokens: number } };
    expect(usage.prompt_tokens_details.cached_tokens).toBeGreaterThanOrEqual(usage.prompt_tokens - 2);
  });

  test('ends at a stop text and does not show it', async () => {
    const asked = { ...question('List the days of the week, one a line.'), max_tokens: 24 };
    const pieces: string[] = [];
    for await (const { text } of replica.stream(asked)) pieces.push(text);
    const stop = pieces.slice(6, 8).join('');
    const { body } = await replica.post('/v1/chat/completions', { ...asked, stop });
    const [choice] = body['choices'] as [{ message: { content: string }; finish_reason: string }];
    expect(choice.message.content).toBe(pieces.join('').split(stop)[0]);
    expect(choice.finish_reason).toBe('stop');
  });

  test('refuses a prompt beyond the context, naming messages', async () => {
    const { status, body } = await replica.post('/v1/chat/completions', question('bird '.repeat(3_000)));
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { code: 'context_length_exceeded', param: 'messages' } });
  });

  test('tells the gateway of itself, and at once when it stops; what runs then finishes', async () => {
    await until(async () => replica.beats.length > 0);
    expect(replica.beats.at(-1)).toMatchObject({ slots: { total: 5 }, draining: false, contextTokens: 2_048 });
    const stream = replica.stream({ ...essay, max_tokens: 60 });
    await stream.next();
    const stopped = replica.stop();
    await until(async () => replica.beats.at(-1)?.draining === true);
    let tokens = 1;
    for await (const { text } of stream) tokens += text === '' ? 0 : 1;
    expect(tokens).toBeGreaterThan(50);
    expect(await stopped).toBe(0);
  });
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error('it did not come true within 10 s');
    await sleep(5);
  }
}
