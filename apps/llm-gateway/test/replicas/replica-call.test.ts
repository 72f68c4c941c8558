import { errors } from 'undici';
import { verdictOf } from '../../src/exchange/dispatch';
import { callReplica } from '../../src/replicas/replica-call';
import type { Heartbeat } from '../../src/replicas/heartbeat';

const heartbeat: Heartbeat = {
  address: 'https://127.0.0.1:1',
  role: 'chat',
  model: 'small',
  slots: { total: 5, busy: 0 },
  draining: false,
  contextTokens: 2_048,
  prefillTokensPerSecond: 300,
};

/** A replica whose connections fail. */
const failing = (error: Error) => ({
  id: 'r',
  heartbeat,
  client: { request: () => Promise.reject(error), close: () => Promise.resolve(), destroy: () => Promise.resolve() },
});
const call = { path: '/v1/embeddings', body: Buffer.from('{}'), signal: new AbortController().signal } as const;

test.each([
  ['takes too long to connect', new errors.ConnectTimeoutError(), 'connect_timeout'],
  ['refuses the connection', new Error('ECONNREFUSED'), 'replica_lost'],
])('a replica that %s is lost, and the request may go elsewhere', async (_, error, code) => {
  const result = await callReplica(failing(error), call);

  expect(result.kind === 'answer' ? result : verdictOf(result)).toMatchObject({ kind: 'lost', error: { code } });
});

test('a call that was aborted ends with the reason, whatever the connection says', async () => {
  const reason = new Error('the client left');
  const aborted = { ...call, signal: AbortSignal.abort(reason) };

  await expect(callReplica(failing(new Error('aborted')), aborted)).rejects.toBe(reason);
});
