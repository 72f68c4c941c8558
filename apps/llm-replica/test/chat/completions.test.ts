import { eventsOf, RunningReplica, until } from '../running-replica';
import { ScriptedEngine } from '../scripted-engine';

describe('POST /v1/chat/completions', () => {
  let engine: ScriptedEngine;
  let replica: RunningReplica;

  beforeEach(async () => {
    engine = new ScriptedEngine(['A ', 'grey ', 'parrot.']);
    replica = await RunningReplica.start(engine);
  });

  afterEach(() => replica.stop());

  test('answers whole, with usage', async () => {
    const response = await replica.chat();
    expect(response.headers.get('x-replica')).toBe('replica-0');
    expect(await response.json()).toMatchObject({
      object: 'chat.completion',
      model: 'tiny',
      choices: [{ message: { role: 'assistant', content: 'A grey parrot.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
    });
  });

  test('streams a role, a chunk for each token, a reason, usage when asked for, and [DONE]', async () => {
    const response = await replica.chat({ stream: true, stream_options: { include_usage: true } });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const delta = (fields: object) => expect.objectContaining({ choices: [expect.objectContaining(fields)] });
    expect(eventsOf(await response.text())).toEqual([
      delta({ delta: { role: 'assistant', content: '' }, finish_reason: null }),
      delta({ delta: { content: 'A ' } }),
      delta({ delta: { content: 'grey ' } }),
      delta({ delta: { content: 'parrot.' } }),
      delta({ delta: {}, finish_reason: 'stop' }),
      expect.objectContaining({ choices: [], usage: expect.objectContaining({ total_tokens: 6 }) }),
      '[DONE]',
    ]);
  });

  test('sends no usage chunk that was not asked for', async () => {
    const events = eventsOf(await (await replica.chat({ stream: true })).text());
    expect(JSON.stringify(events)).not.toContain('usage');
  });

  test('refuses the sixth request at once, and takes it when a slot is free', async () => {
    engine.pauseMs = 500;
    const five = Array.from({ length: 5 }, () => replica.chat());
    await until(() => engine.running === 5);
    const sixth = await replica.chat();
    expect(engine.running).toBe(5);
    expect(sixth.status).toBe(429);
    expect(sixth.headers.get('retry-after')).toBe('1');
    expect(await sixth.json()).toMatchObject({ error: { type: 'rate_limit_error', code: 'slots_full', param: null } });
    expect((await Promise.all(five)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await replica.chat()).status).toBe(200);
    expect(engine.mostRunning).toBe(5);
  });

  test.each([{ stream: true }, { stream: false }])(
    'a client that leaves frees its slot at once (%j)',
    async (fields) => {
      engine.pauseMs = 20_000;
      const client = new AbortController();
      const request = replica.chat(fields, { signal: client.signal }).catch(() => undefined);
      await until(() => engine.running === 1);
      client.abort();
      expect(await until(() => replica.slots.view.busy === 0)).toBeLessThan(10_000);
      expect(engine.running).toBe(0);
      await request;
    },
  );

  test('while draining, new work gets 503 and what runs finishes', async () => {
    engine.pauseMs = 50;
    const running = replica.chat();
    await until(() => engine.running === 1);
    replica.slots.drain();
    const refused = await replica.chat();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await replica.app.readiness()).toEqual({ ready: false, reasons: ['draining'] });
    expect((await running).status).toBe(200);
    await replica.slots.idle();
    replica.slots.resume();
    expect(await replica.app.readiness()).toEqual({ ready: true, reasons: [] });
  });

  test('an engine that breaks before its first token is a 500 without its reason', async () => {
    engine.failsAt = 0;
    const response = await replica.chat({ stream: true });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('broke');
    expect(replica.slots.view.busy).toBe(0);
  });

  test('an engine that breaks in mid-stream cuts the connection, so that nobody takes the rest for complete', async () => {
    engine.failsAt = 2;
    const response = await replica.chat({ stream: true });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(replica.slots.view.busy).toBe(0);
  });

  test('a prompt beyond the context is a 400 that names messages', async () => {
    const messages = [{ role: 'user', content: 'word '.repeat(64) }];
    const response = await replica.chat({ messages, stream: true });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'context_length_exceeded', param: 'messages' } });
  });

  test('malformed JSON is a 400 that names the body', async () => {
    const response = await replica.post('/v1/chat/completions', '{"model": ');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param: 'body' } });
  });

  test('a body beyond 1 MiB is refused', async () => {
    const messages = [{ role: 'user', content: 'x'.repeat(1_100_000) }];
    expect((await replica.chat({ messages })).status).toBe(413);
  });

  test('another model is a 404 that names the field', async () => {
    const response = await replica.chat({ model: 'huge' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'model_not_found', param: 'model' } });
  });

  test('hands the conversation to the engine', async () => {
    await replica.chat({}, { headers: { 'x-conversation': 'c-1' } });
    expect(engine.seen.map(({ conversation }) => conversation)).toEqual(['c-1']);
  });

  test('a replica of chat has no embeddings, and a wrong method is a 405', async () => {
    expect((await replica.post('/v1/embeddings', {})).status).toBe(404);
    expect((await fetch(`${replica.url}/v1/chat/completions`)).status).toBe(405);
  });

  test('lists its model and its slots', async () => {
    const models = await (await fetch(`${replica.url}/v1/models`)).json();
    expect(models).toMatchObject({ object: 'list', data: [{ id: 'tiny', object: 'model' }] });
    const slots = await (await fetch(`${replica.url}/slots`)).json();
    expect(slots).toEqual({ total: 5, busy: 0, draining: false, model: 'tiny' });
  });

  test('counts slots, tokens and outcomes', async () => {
    await replica.chat();
    const metrics = await replica.registry.metrics();
    expect(metrics).toContain('llm_slots{state="free"} 5');
    expect(metrics).toContain('llm_tokens_total{kind="completion"} 3');
    expect(metrics).toContain('llm_requests_total{outcome="done"} 1');
    expect(metrics).toContain('llm_time_to_first_token_seconds_count 1');
    expect(metrics).toContain('llm_time_per_token_seconds_count 1');
  });
});
