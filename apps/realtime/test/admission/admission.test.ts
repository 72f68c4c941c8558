import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Admission } from '../../src/admission/admission';

function visitor(address: string): IncomingMessage {
  return { headers: { 'x-forwarded-for': `203.0.113.9, ${address}` }, socket: {} } as unknown as IncomingMessage;
}

function connection(): Duplex {
  return new EventEmitter() as unknown as Duplex;
}

function admission(maxUsers: number) {
  const clock = { now: 0 };
  return { clock, gate: new Admission({ maxUsers, now: () => clock.now }) };
}

test('admits up to the cap and asks the next one to come back', () => {
  const { gate } = admission(2);
  expect(gate.admit(visitor('a'), connection())).toBeUndefined();
  expect(gate.admit(visitor('b'), connection())).toBeUndefined();
  const refusal = gate.admit(visitor('c'), connection());
  expect(refusal?.status).toBe(503);
  expect(refusal?.options.retryAfterSeconds).toBeGreaterThanOrEqual(2);
  expect(gate.users).toBe(2);
});

test('a place is free again once its connection has closed', () => {
  const { gate, clock } = admission(1);
  const first = connection();
  gate.admit(visitor('a'), first);
  first.emit('close');
  clock.now = 60_000;
  expect(gate.admit(visitor('b'), connection())).toBeUndefined();
});

test('counts each refused visitor once, for sixty seconds', () => {
  const { gate, clock } = admission(1);
  gate.admit(visitor('a'), connection());
  for (let attempt = 0; attempt < 5; attempt += 1) gate.admit(visitor('b'), connection());
  gate.admit(visitor('c'), connection());
  expect(gate.refusedVisitors).toBe(2);
  clock.now = 59_999;
  expect(gate.refusedVisitors).toBe(2);
  clock.now = 60_000;
  expect(gate.refusedVisitors).toBe(0);
});

test('reconnects at once are limited to the cap, then to a tenth of it per second', () => {
  const { gate, clock } = admission(10);
  const reconnect = () => {
    const socket = connection();
    const refusal = gate.admit(visitor('a'), socket);
    socket.emit('close');
    return refusal?.type;
  };
  for (let connect = 0; connect < 10; connect += 1) expect(reconnect()).toBeUndefined();
  expect(reconnect()).toBe('too-many-connects');
  clock.now = 1_000;
  expect(reconnect()).toBeUndefined();
  expect(reconnect()).toBe('too-many-connects');
});

test('visitors refused for their rate are not counted as demand', () => {
  const { gate } = admission(1);
  const first = connection();
  gate.admit(visitor('a'), first);
  first.emit('close');
  gate.admit(visitor('b'), connection());
  expect(gate.refusedVisitors).toBe(0);
});

test('a server about to stop admits nobody', () => {
  const { gate } = admission(5);
  gate.close();
  expect(gate.admit(visitor('a'), connection())?.type).toBe('draining');
});
