import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem, sendProblem } from '@perchoir/service/problem';
import { sendJson, serveRoutes, type Failure } from '@perchoir/service/router';

const failures: Failure[] = [];
const routes = serveRoutes(
  {
    'GET /birds': async (_, response) => sendJson(response, ['owl']),
    'PUT /birds/{id}': async (_, response, id) => sendJson(response, { id }),
    'DELETE /birds/{id}': () => Promise.reject(new Error('the bird is gone')),
  },
  (failure) => {
    failures.push(failure);
    const { error } = failure;
    sendProblem(failure.response, error instanceof Problem ? error : new Problem(500, 'failed', { title: 'Failed.' }));
  },
);
const server = createServer(routes);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => void (failures.length = 0));

const ask = (method: string, path: string, headers = {}) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method, headers });

test('a route is found by method and path, whatever the query', async () => {
  expect(await (await ask('GET', '/birds?colour=grey')).json()).toEqual(['owl']);
});

test('the last segment is handed on, decoded', async () => {
  expect(await (await ask('PUT', '/birds/grey%20parrot%2Fjako')).json()).toEqual({ id: 'grey parrot/jako' });
});

test.each([
  ['GET', '/nests', 404],
  ['PUT', '/birds/', 404],
  ['PUT', '/birds/owl/feathers', 404],
  ['GET', '/constructor', 404],
  ['PUT', '/birds/%E0%A4%A', 400],
])('%s %s is refused with %i', async (method, path, status) => {
  expect((await ask(method, path)).status).toBe(status);
});

test('a method that is not served is refused with those that are', async () => {
  const answer = await ask('GET', '/birds/owl');

  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'PUT, DELETE']);
});

test('what a handler throws is handed on with the trace, and without the query', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await ask('DELETE', '/birds/owl?reason=private', { traceparent });

  expect(failures).toMatchObject([{ path: '/birds/owl', traceparent, error: new Error('the bird is gone') }]);
});
