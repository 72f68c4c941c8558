import { createLog } from '@perchoir/service/log';
import { runUntilStopped } from '@perchoir/service/lifecycle';

const log = createLog({ service: 'test', level: 'silent' });
let exits: number[];

beforeEach(() => {
  // The deadline of a stop that never ends must not outlive its test.
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  exits = [];
  jest.spyOn(process, 'exit').mockImplementation((status) => {
    exits.push(Number(status));
    return undefined as never;
  });
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
});

test('a signal stops in order and ends with status 0', async () => {
  let isStopped = false;
  runUntilStopped({ log, graceSeconds: 5, stop: async () => void (isStopped = true) });

  process.emit('SIGTERM', 'SIGTERM');
  await settled();

  expect([isStopped, exits]).toEqual([true, [0]]);
});

test('a second signal ends at once', () => {
  runUntilStopped({ log, graceSeconds: 5, stop: () => new Promise(() => undefined) });

  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGINT', 'SIGINT');

  expect(exits).toEqual([1]);
});

test('the deadline ends what does not stop', () => {
  runUntilStopped({ log, graceSeconds: 5, stop: () => new Promise(() => undefined) });

  process.emit('SIGTERM', 'SIGTERM');
  jest.advanceTimersByTime(5_000);

  expect(exits).toEqual([1]);
});

test('a stop that fails ends with status 1', async () => {
  runUntilStopped({ log, graceSeconds: 5, stop: () => Promise.reject(new Error('stuck')) });

  process.emit('SIGTERM', 'SIGTERM');
  await settled();

  expect(exits).toEqual([1]);
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
