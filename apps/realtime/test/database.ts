import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { connection, createPool, type DatabasePeer } from '@perchoir/service/database';
import { Client, type Pool } from 'pg';

interface TestPostgres {
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  readonly certs: string;
}

/** How to reach the test server as a role. @throws Error when the tests were started without one */
export function peerOf(role: string): DatabasePeer {
  const text = process.env['TEST_POSTGRES'];
  if (!text) throw new Error('TEST_POSTGRES is not set: run these tests with Jest from the root of the repository.');
  const { host, port, caFile, certs } = JSON.parse(text) as TestPostgres;
  const url = `postgres://${role}@${host}:${port}/perchoir`;
  const files = { certFile: join(certs, `${role}.crt`), keyFile: join(certs, `${role}.key`) };
  return { url, caFile, ...files, serverName: 'localhost' };
}

export function openPool(role: string, max = 5): Pool {
  return createPool(peerOf(role), { applicationName: `test of realtime`, max, onError: () => undefined });
}

export function openClient(role: string): () => Promise<Client> {
  return async () => {
    const client = new Client(connection(peerOf(role)));
    await client.connect();
    return client;
  };
}

export interface TestBot {
  readonly id: string;
  readonly key: string;
}

/** Publishes a bot of its own for a test, as the back office would. */
export async function publishBot(changes: object = {}): Promise<TestBot> {
  const bot = { id: randomUUID(), key: `bot-${randomUUID()}` };
  const configuration = {
    name: 'Coco',
    greeting: { en: 'Hello', fr: 'Bonjour' },
    colours: { primary: '#0a7' },
    languages: ['en', 'fr'],
    origins: ['*'],
    grounding: 'strict',
    ...changes,
  };
  const publisher = openPool('publisher', 1);
  try {
    const statement = 'INSERT INTO published.bots (id, key, version, configuration) VALUES ($1, $2, 1, $3)';
    await publisher.query(statement, [bot.id, bot.key, configuration]);
  } finally {
    await publisher.end();
  }
  return bot;
}
