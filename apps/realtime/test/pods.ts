import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from '@perchoir/service/log';
import { Registry } from 'prom-client';
import type { AnswerEngine } from '../src/answer';
import { Pod } from '../src/pod';
import { VisitorTokens } from '../src/tokens/visitor-tokens';
import { openClient, openPool } from './database';

const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export interface RunningPod {
  readonly url: string;
  readonly name: string;
  readonly metrics: Registry;
  readonly pod: Pod;
  /** Ends it as SIGTERM would. */
  stop(graceMs?: number): Promise<void>;
  /** Ends it as SIGKILL would, as far as others can see: connections break, and nothing is said or written any more. */
  kill(): Promise<void>;
}

export interface PodSettings {
  readonly engine: AnswerEngine;
  /** @default 150 */
  readonly maxUsers?: number;
}

/** Starts a server on a port of its own, with the real log; pods of one test file accept each other's tokens. */
export async function startPod({ engine, maxUsers = 150 }: PodSettings): Promise<RunningPod> {
  const name = `pod-${randomUUID()}`;
  const pool = openPool('realtime', 5, name);
  const metrics = new Registry();
  const tokens = await VisitorTokens.fromPem(pem);
  const log = createLog({ service: 'realtime', level: 'silent' });
  const connect = openClient('realtime', name);
  const pod = new Pod({ name, pool, connect, engine, tokens, maxUsers, metrics, log });
  const server = createServer(pod.app.request);
  server.on('upgrade', pod.app.upgrade);
  pod.start();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (graceMs = 2_000) => {
    await pod.stop(graceMs);
    await Promise.all([closed(server), pool.end()]);
  };
  const kill = async () => {
    const dead = () => Promise.reject(new Error('this pod is dead'));
    Object.assign(pool, { query: dead, connect: dead });
    await Promise.all([pod.app.io.close(), closed(server)]);
    await pod.stop(0);
    await pool.end();
  };
  return { url, name, metrics, pod, stop, kill };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
