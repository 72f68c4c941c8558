import { connection, type DatabasePeer } from '@perchoir/service/database';
import { Client, type ClientConfig } from 'pg';

/** The server that Jest's setup started; see `TEST_POSTGRES`. */
interface TestPostgres {
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  readonly certs: string;
  readonly socketDir: string;
}

export function server(): TestPostgres {
  const text = process.env['TEST_POSTGRES'];
  if (!text) throw new Error('These tests need a PostgreSQL: unset PERCHOIR_TEST_POSTGRES and run Jest again');
  return JSON.parse(text) as TestPostgres;
}

/** How a role reaches a database of the test server. */
export function peerOf(role: string, database = 'perchoir'): DatabasePeer {
  const { host, port, caFile, certs } = server();
  return {
    url: `postgres://${role}@${host}:${port}/${database}`,
    caFile,
    certFile: `${certs}/${role}.crt`,
    keyFile: `${certs}/${role}.key`,
    serverName: 'localhost',
  };
}

/** Runs `work` on a connection and closes it. */
export async function connected<T>(config: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(config);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export function asRole<T>(role: string, work: (client: Client) => Promise<T>, database?: string): Promise<T> {
  return connected(connection(peerOf(role, database)), work);
}

export function asSuperuser<T>(work: (client: Client) => Promise<T>, database = 'perchoir'): Promise<T> {
  const { socketDir, port } = server();
  return connected({ host: socketDir, port, user: 'postgres', database }, work);
}

/** A database without schemas, for tests of the migrator; dropped after `work`. */
export async function withFreshDatabase(work: (name: string) => Promise<void>): Promise<void> {
  const name = await createDatabase();
  try {
    await work(name);
  } finally {
    await dropDatabase(name);
  }
}

/** Creates a database that has what the bootstrap gives, and no schemas. */
export async function createDatabase(): Promise<string> {
  const name = `fresh_${process.pid}_${counter++}`;
  await asSuperuser((client) => client.query(`CREATE DATABASE ${name} OWNER owner`), 'postgres');
  const extensions = 'CREATE EXTENSION vector; CREATE EXTENSION unaccent; CREATE EXTENSION pg_trgm';
  await asSuperuser((client) => client.query(extensions), name);
  return name;
}

export async function dropDatabase(name: string): Promise<void> {
  await asSuperuser((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`), 'postgres');
}

let counter = 0;
