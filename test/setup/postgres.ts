import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { PostgresServer } from '../../tools/engines/postgres/server';
import { writeCertificates } from './certificates';

/** What `TEST_POSTGRES` holds, as JSON: a server with the roles, the schema, and nothing else. */
export interface TestPostgres {
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  /** Folder with `<role>.crt` and `<role>.key` of each role, and `tier-realtime.crt` of a workload. */
  readonly certs: string;
  /** Folder of the unix socket, by which the superuser `postgres` logs in without a password. */
  readonly socketDir: string;
}

const ROLES = [
  'migrator',
  'realtime',
  'realtime_reader',
  'scraper',
  'publisher',
  'dashboards',
  'monitor',
  'standby',
  'rewind',
];
/** Data of tests is worth nothing: no waiting for the disk. */
const PARAMETERS = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  jit: 'off',
  max_connections: '100',
};
const ATTEMPTS = 3;

const app = resolve(__dirname, '../../apps/database');
const run = promisify(execFile);

/**
 * Starts one PostgreSQL for a run of Jest and prepares it as a cluster would: bootstrap by the superuser, migrations by
 * the migrator. Takes about two seconds; `PERCHOIR_TEST_POSTGRES=off` skips it for tests that need no database, and a
 * `TEST_POSTGRES` that is set already is used as it is.
 */
export default async function startTestPostgres(): Promise<void> {
  if (process.env['TEST_POSTGRES'] || process.env['PERCHOIR_TEST_POSTGRES'] === 'off') return;
  const runs = join(stateFolder(), 'tests');
  await removeAbandoned(runs);
  const folder = join(runs, `run-${process.pid}`);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await writeCertificates(join(folder, 'certs'), [...ROLES, 'tier:realtime']);
  const server = await PostgresServer.prepare(join(stateFolder(), 'engines'));
  const postgres = await start(server, folder);
  globalThis.stopTestPostgres = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await prepare(postgres);
  } catch (error) {
    await globalThis.stopTestPostgres();
    throw error;
  }
  process.env['TEST_POSTGRES'] = JSON.stringify(postgres);
}

declare global {
  /** Set by the setup for the teardown, which Jest loads as a module of its own. */
  var stopTestPostgres: (() => Promise<void>) | undefined;
}

/** Between finding a free port and taking it another process may be faster; then another one is tried. */
async function start(server: PostgresServer, folder: string): Promise<TestPostgres> {
  const certs = join(folder, 'certs');
  const tls = { cert: join(certs, 'server.crt'), key: join(certs, 'server.key'), ca: join(certs, 'ca.crt') };
  const place = { dataDir: join(folder, 'data'), socketDir: join(folder, 'socket'), host: '127.0.0.1' };
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      await server.start({ ...place, port, tls, parameters: PARAMETERS });
      return { host: place.host, port, caFile: tls.ca, certs, socketDir: place.socketDir };
    } catch (error) {
      const isTaken = error instanceof Error && error.message.startsWith(`port ${port} is in use`);
      if (!isTaken || attempt === ATTEMPTS) throw error;
    }
  }
}

async function prepare({ host, port, caFile, certs, socketDir }: TestPostgres): Promise<void> {
  await asSuperuser({ socketDir, port, database: 'postgres' }, 'CREATE DATABASE perchoir');
  const bootstrap = await readFile(join(app, 'bootstrap.sql'), 'utf8');
  await asSuperuser({ socketDir, port, database: 'perchoir' }, bootstrap);
  await compile();
  await run(process.execPath, [join(app, 'build/main.js'), 'migrate'], {
    env: {
      MIGRATE_DATABASE_URL: `postgres://migrator@${host}:${port}/perchoir`,
      MIGRATE_DATABASE_CA_FILE: caFile,
      MIGRATE_DATABASE_CERT_FILE: join(certs, 'migrator.crt'),
      MIGRATE_DATABASE_KEY_FILE: join(certs, 'migrator.key'),
    },
  });
}

async function asSuperuser(place: { socketDir: string; port: number; database: string }, sql: string): Promise<void> {
  const client = new Client({ host: place.socketDir, port: place.port, user: 'postgres', database: place.database });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Does nothing within a quarter of a second when the migrator is newer than its sources. */
async function compile(): Promise<void> {
  await run(process.execPath, [resolve(app, '../../node_modules/typescript-7/bin/tsc'), '-b', app]);
}

/** A run that was killed could not remove its folder. Its server ended with it. */
async function removeAbandoned(runs: string): Promise<void> {
  await mkdir(runs, { recursive: true, mode: 0o755 });
  const abandoned = (await readdir(runs)).filter((name) => !isRunning(Number(name.replace('run-', ''))));
  await Promise.all(abandoned.map((name) => rm(join(runs, name), { recursive: true, force: true })));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Root's home is closed to others, and PostgreSQL does not run as root: then state lives where anyone may pass. */
function stateFolder(): string {
  const isRoot = process.getuid?.() === 0;
  return process.env['PERCHOIR_CACHE'] ?? (isRoot ? '/var/lib/perchoir' : join(homedir(), '.cache', 'perchoir'));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => probe.once('listening', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
