import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClientGone, goneSignal } from '@perchoir/service/client-gone';

let onAnswer: (response: ServerResponse) => void;
const server = createServer((_, response) => onAnswer(response));

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

const ask = () =>
  request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }).on('error', () => undefined);

test('a client that leaves is noticed, also by who asks afterwards', async () => {
  const response = await answerTo((client) => client.destroy());

  await new Promise((resolve) => goneSignal(response).addEventListener('abort', resolve));

  expect(goneSignal(response)).toMatchObject({ aborted: true, reason: expect.any(ClientGone) });
});

test('a client that got its answer is not gone', async () => {
  const response = await answerTo((client) => client.on('response', (answer) => answer.resume()));
  const gone = goneSignal(response);
  const closed = new Promise((resolve) => response.once('close', resolve));

  response.end('done');
  await closed;

  expect(gone.aborted).toBe(false);
});

/** The answer that a client waits for, while it does something. */
function answerTo(meanwhile: (client: ReturnType<typeof ask>) => void): Promise<ServerResponse> {
  return new Promise((resolve) => {
    const client = ask();
    onAnswer = (response) => {
      resolve(response);
      meanwhile(client);
    };
    client.end();
  });
}
