import { parseChat } from '../../src/chat/chat-request';

const user = { role: 'user', content: 'Hello' };
const begun = { role: 'assistant', content: 'Hi, I' };
const parse = (fields: Readonly<Record<string, unknown>>) =>
  parseChat({ model: 'tiny', messages: [user], ...fields }, undefined, 2_048);

describe('parseChat', () => {
  test.each([
    ['messages', { messages: null }],
    ['messages', { messages: [] }],
    ['messages[0].role', { messages: [{ role: 'tool', content: 'x' }] }],
    ['messages[0].content', { messages: [{ role: 'user' }] }],
    ['messages', { messages: [user, begun] }],
    ['temperature', { temperature: 3 }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_tokens', { max_tokens: 2_049 }],
    ['max_completion_tokens', { max_completion_tokens: 4_000 }],
    ['stream', { stream: 'yes' }],
    ['tools', { tools: [] }],
    ['n', { n: 2 }],
    ['response_format.type', { response_format: { type: 'json_object' } }],
    ['continue_final_message', { continue_final_message: true }],
    ['add_generation_prompt', { messages: [user, begun], continue_final_message: true, add_generation_prompt: true }],
  ])('names %s when it is at fault', (param, fields) => {
    expect(() => parse(fields)).toThrow(expect.objectContaining({ status: 400, code: 'invalid_request', param }));
  });

  test('goes on with a final assistant message when told so in either dialect', () => {
    const vllm = parse({ messages: [user, begun], continue_final_message: true, add_generation_prompt: false });
    const prefix = parse({ messages: [user, { ...begun, prefix: true }] });
    expect(vllm.generation.turn).toBe('last');
    expect(prefix.generation).toEqual(vllm.generation);
  });

  test('joins the text parts of a message, and takes developer for system', () => {
    const parts = [
      { type: 'text', text: 'Hel' },
      { type: 'text', text: 'lo' },
    ];
    const { generation } = parse({ messages: [{ role: 'developer', content: parts }, user] });
    expect(generation.messages[0]).toEqual({ role: 'system', content: 'Hello' });
  });

  test('takes nulls for absent fields, as OpenAI’s clients send them', () => {
    const nulls = { max_tokens: null, temperature: null, top_p: null, seed: null, stop: null, stream: null, n: null };
    expect(parse(nulls)).toEqual(parse({}));
  });
});
