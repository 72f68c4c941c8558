import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import { Client } from 'pg';
import { currentUser } from '../../../tools/engines/postgres/os-user';
import { PostgresServer, type PostgresOptions } from '../../../tools/engines/postgres/server';

/** The setup of Jest has fetched PostgreSQL into this folder's cache, and made the certificates. */
interface Prepared {
  readonly caFile: string;
  readonly certs: string;
}

const prepared = JSON.parse(process.env['TEST_POSTGRES'] ?? '{}') as Prepared;
/** A folder that the server's user may enter, beside that of the setup. */
const runs = join(prepared.certs, '..');
const cache = join(runs, '..', '..', 'engines');

let folder: string;
let server: PostgresServer;

/** One data folder for all tests: each takes over what the one before left. */
beforeAll(async () => {
  folder = await mkdtemp(join(runs, 'engine-'));
  await chmod(folder, 0o755);
});

beforeEach(async () => {
  server = await PostgresServer.prepare(cache);
});

afterEach(() => server.stop());

afterAll(() => rm(folder, { recursive: true, force: true }));

async function options(more: Partial<PostgresOptions> = {}): Promise<PostgresOptions> {
  const { certs, caFile } = prepared;
  const tls = { cert: join(certs, 'server.crt'), key: join(certs, 'server.key'), ca: caFile };
  const probe = await listening();
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return { dataDir: join(folder, 'data'), host: '127.0.0.1', port, tls, parameters: { fsync: 'off' }, ...more };
}

async function listening(): Promise<Server> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  return probe;
}

async function ask(port: number, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ host: join(folder, 'data-socket'), port, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Asks every 20 ms, until Jest's own deadline. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}

test('the server has pgvector with half-precision vectors, text search without accents, and checksums', async () => {
  const settings = await options();
  await server.start(settings);
  await ask(settings.port, 'CREATE EXTENSION vector; CREATE EXTENSION unaccent');
  const sql = `SELECT '[1,2]'::halfvec <=> '[1,2]'::halfvec AS distance, unaccent('été') AS word, current_setting('data_checksums') AS checksums`;
  expect(await ask(settings.port, sql)).toEqual([{ distance: 0, word: 'ete', checksums: 'on' }]);
});

test('what was committed survives a kill, and the exit says that nobody asked for it', async () => {
  const settings = await options({ parameters: {} });
  await server.start(settings);
  await ask(settings.port, 'CREATE TABLE kept AS SELECT 42 AS value');
  const exit = once(server, 'exit');
  process.kill(server.pid ?? 0, 'SIGKILL');
  expect(await exit).toMatchObject([{ kind: 'crashed', signal: 'SIGKILL' }]);
  await server.start(settings);
  expect(await ask(settings.port, 'SELECT value FROM kept')).toEqual([{ value: 42 }]);
});

test('stop ends the server at once though a client is connected, and says that it was asked', async () => {
  const settings = await options();
  await server.start(settings);
  const sleeping = ask(settings.port, 'SELECT pg_sleep(60)');
  const refused = expect(sleeping).rejects.toThrow(/terminating connection|Connection terminated/);
  await until(
    async () => (await ask(settings.port, "SELECT FROM pg_stat_activity WHERE query LIKE '%(60)'")).length === 1,
  );
  const exit = once(server, 'exit');
  await server.stop();
  await refused;
  expect(await exit).toMatchObject([{ kind: 'stopped', code: 0 }]);
  expect(server.pid).toBeUndefined();
});

test('a port in use is said in one line', async () => {
  const other = await listening();
  const { port } = other.address() as AddressInfo;
  await expect(server.start(await options({ port }))).rejects.toThrow(`port ${port} is in use`);
  other.close();
});

test('a data folder that another server uses is said in one line, with its process', async () => {
  const settings = await options();
  await server.start(settings);
  const second = await PostgresServer.prepare(cache);
  const { port } = await options();
  await expect(second.start({ ...settings, port })).rejects.toThrow(new RegExp(`process id ${server.pid}`));
});

test('a socket folder longer than the system allows is refused before anything is written', async () => {
  const socketDir = join(folder, 'a'.repeat(90));
  await expect(server.start(await options({ socketDir }))).rejects.toThrow(/90 are allowed/);
});

test('an address that the network can reach is refused', async () => {
  await expect(server.start(await options({ host: '0.0.0.0' }))).rejects.toThrow(
    /loopback addresses only, not on 0.0.0.0/,
  );
});

test('a parameter that does not exist is named', async () => {
  const settings = await options({ parameters: { no_such_thing: 'on' } });
  await expect(server.start(settings)).rejects.toThrow(/no_such_thing|configuration file/);
});

test('a parameter changes on reload, without a restart', async () => {
  const settings = await options();
  await server.start(settings);
  const { pid } = server;
  await server.reload({ ...settings, parameters: { work_mem: '7MB' } });
  await until(async () => (await ask(settings.port, 'SHOW work_mem'))[0]?.['work_mem'] === '7MB');
  expect(server.pid).toBe(pid);
});

test('root’s server runs as another user, anybody else’s as that user', async () => {
  const settings = await options();
  await server.start(settings);
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
  expect(uid === currentUser().uid).toBe(currentUser().uid !== 0);
});
