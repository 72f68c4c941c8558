import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyCheckOf, OpenAiError, openAiErrorOf, sendOpenAiError } from '@perchoir/service/openai-error';
import { Problem } from '@perchoir/service/problem';

test.each([
  [400, 'invalid_request', 'invalid_request_error'],
  [404, 'not_found', 'invalid_request_error'],
  [405, 'method_not_allowed', 'invalid_request_error'],
  [413, 'body_too_large', 'invalid_request_error'],
])('a problem with status %i becomes %s', (status, code, type) => {
  const problem = new Problem(status, 'any', { title: 'It is wrong.', detail: 'Do it right.', field: 'it' });

  expect(JSON.parse(JSON.stringify(openAiErrorOf(problem)))).toEqual({
    error: { message: 'It is wrong. Do it right.', type, param: 'it', code },
  });
});

test('a body that does not fit its schema is refused with the field and what is expected', () => {
  const check = bodyCheckOf({ type: 'object', required: ['model'], properties: { model: { type: 'string' } } });

  expect(() => check({})).toThrow(
    expect.objectContaining({ status: 400, code: 'invalid_request', param: 'model', message: 'model is missing.' }),
  );
});

test.each([
  [0.2, '1'],
  [1.5, '2'],
  [undefined, null],
])('a wait of %p s is told in whole seconds, and never as none', async (retryAfterSeconds, told) => {
  const error = new OpenAiError(429, 'full', { message: 'Full.', retryAfterSeconds });

  const answer = await answerTo((response) => sendOpenAiError(response, error));

  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, told]);
  expect(await answer.json()).toMatchObject({ error: { type: 'rate_limit_error', code: 'full', param: null } });
});

test('an answer that has begun is left alone', async () => {
  const answer = await answerTo((response) => {
    response.write('begun');
    sendOpenAiError(response, new OpenAiError(500, 'broken', { message: 'Broken.' }));
    response.end(' and ended');
  });

  expect([answer.status, await answer.text()]).toEqual([200, 'begun and ended']);
});

async function answerTo(handle: (response: ServerResponse) => void): Promise<Response> {
  const server = createServer((_, response) => handle(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
  return answer;
}
