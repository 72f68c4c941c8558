import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { Problem, readBody, readJson } from '@perchoir/service/problem';

const requestOf = (...parts: string[]) =>
  Readable.from(parts.map((part) => Buffer.from(part))) as unknown as IncomingMessage;

test('a problem names its field in the form of RFC 9457', () => {
  const problem = new Problem(400, 'bad-text', { title: 'The text is too long.', field: 'text' });

  expect(JSON.parse(JSON.stringify(problem))).toEqual({
    type: 'urn:perchoir:problem:bad-text',
    title: 'The text is too long.',
    status: 400,
    field: 'text',
  });
});

test('a body is refused as soon as it exceeds its bound', async () => {
  await expect(readBody(requestOf('12345', '67890', '!'), 10)).rejects.toMatchObject({ status: 413 });
});

test('a body that is not JSON is a client error', async () => {
  await expect(readJson(requestOf('{"a":'), 100)).rejects.toMatchObject({ status: 400, type: 'malformed-json' });
});
