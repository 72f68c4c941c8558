import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { Problem, readBody, readJson, sendProblem } from '@perchoir/service/problem';

const requestOf = (...parts: string[]) =>
  Object.assign(Readable.from(parts.map((part) => Buffer.from(part))), { headers: {} }) as unknown as IncomingMessage;

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

describe('a body that is too large, on a socket', () => {
  const server = createServer((request, response) => {
    readBody(request, 10).then(
      (body) => response.end(body),
      (problem: Problem) => sendProblem(response, problem),
    );
  });

  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test.each([
    ['in chunks, and not at its end', 'transfer-encoding: chunked\r\n\r\n6\r\n123456\r\n6\r\n123456\r\n'],
    ['announced, and not sent yet', 'content-length: 11\r\n\r\n'],
  ])('%s is answered with 413, and then the connection ends', async (_, rest) => {
    const answer = await exchange(`POST / HTTP/1.1\r\nhost: localhost\r\n${rest}`);

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/^connection: close\r$/im);
    expect(answer).toContain('urn:perchoir:problem:body-too-large');
  });

  test('leaves a body within its bound alone', async () => {
    const chunks = '5\r\n12345\r\n5\r\n67890\r\n0\r\n\r\n';
    const head = 'POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n';

    expect(await exchange(`${head}${chunks}`)).toMatch(/^HTTP\/1\.1 200 .*1234567890/s);
  });

  /** Everything that the server sends until it closes the connection. */
  function exchange(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(request));
      socket.on('data', (part) => (answer += part.toString()));
      socket.on('close', () => resolve(answer)).on('error', reject);
    });
  }
});
