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

export function openPool(role: string, max = 5, applicationName = 'test of realtime'): Pool {
  return createPool(peerOf(role), { applicationName, max, onError: () => undefined });
}

export function openClient(role: string, applicationName = 'test of realtime'): () => Promise<Client> {
  return async () => {
    const client = new Client({ ...connection(peerOf(role)), application_name: applicationName });
    await client.connect();
    return client;
  };
}

/**
 * Lets one test file at a time use the log: servers take over whatever answer is abandoned there, also that of a file
 * which runs in another process. Call it at the top of the file.
 */
export function useLogAlone(): void {
  let lock: Client | undefined;
  beforeAll(async () => {
    lock = await openClient('realtime')();
    await lock.query("SELECT pg_advisory_lock(hashtext('tests of realtime'))");
  }, 120_000);
  afterAll(() => lock?.end());
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
