import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { configure, createDataFolder, identity, type Settings } from '../../engines/postgres/data-folder';
import type { Installation } from '../../engines/postgres/installation';
import { serverUser } from '../../engines/postgres/os-user';
import { PostgresServer } from '../../engines/postgres/server';
import { Failure } from '../failure';
import type { PlannedContainer, PlannedPod } from '../pods/plan';
import type { Program } from '../pods/program';
import { readPatroniSettings } from './patroni-settings';

export interface PostgresPlace {
  readonly pod: PlannedPod;
  readonly container: PlannedContainer;
  readonly installation: Installation;
  /** Cache of the engines, for the server that runs the bootstrap. */
  readonly cache: string;
  /** The database's lasting folder. */
  readonly folder: string;
  /** Folder for the unix socket of the superuser; short, because the system bounds such paths. */
  readonly socketFolder: string;
  /** SQL that the superuser runs once in a new database server. */
  readonly bootstrap: string;
}

/** Port of PostgreSQL; the container's other port is Patroni's, which does not run on a laptop. */
const port = 5432;

/** Beside the data: without it, the first start was interrupted and is done again. */
const bootstrapped = 'perchoir.bootstrapped';

/** The embedded PostgreSQL in the place of a `postgres` container. */
export function postgresProgram(place: PostgresPlace): Program {
  const settings = settingsOf(place);
  const user = serverUser();
  return {
    launch: {
      command: place.installation.postgres,
      args: ['-D', settings.dataDir],
      folder: '/',
      environment: { LC_ALL: 'C' },
      owner: ownerOf(identity(user)),
    },
    inquiries: { startup: undefined, liveness: undefined, readiness: readiness(settings) },
    // Fast shutdown: clients are disconnected and nothing that was committed is lost. SIGTERM would wait for them.
    stopSignal: 'SIGINT',
    prepare: () => prepare(place, settings),
  };
}

async function prepare(place: PostgresPlace, settings: Settings): Promise<void> {
  const mark = join(place.folder, bootstrapped);
  if (!existsSync(mark)) {
    await rm(settings.dataDir, { recursive: true, force: true });
    await bootstrap(place, settings);
    await writeFile(mark, '');
  }
  await createDataFolder(settings.dataDir, place.installation, serverUser());
  await configure(settings, serverUser());
}

/** Runs the bootstrap in a server that listens nowhere, so that nobody meets a database without its roles. */
async function bootstrap(place: PostgresPlace, settings: Settings): Promise<void> {
  const server = await PostgresServer.prepare(join(place.cache, 'engines'));
  await server.start({ ...settings, host: '' });
  try {
    await runBootstrap(settings, await readFile(place.bootstrap, 'utf8'));
  } finally {
    await server.stop();
  }
}

/** The platform's database; the URLs of every service name it. */
const database = 'perchoir';

async function runBootstrap(settings: Settings, sql: string): Promise<void> {
  // The bootstrap of the schema asks to be run in the database that it prepares.
  await runAsSuperuser(settings, 'postgres', `CREATE DATABASE ${database}`);
  await runAsSuperuser(settings, database, sql);
}

async function runAsSuperuser(settings: Settings, into: string, sql: string): Promise<void> {
  const client = new Client({ host: settings.socketDir, port, user: 'postgres', database: into });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function settingsOf({ pod, container, folder, socketFolder }: PostgresPlace): Settings {
  const owner = pod.identity.name;
  const patroni = readPatroniSettings(container, owner);
  return {
    dataDir: join(folder, 'data'),
    socketDir: socketFolder,
    host: pod.identity.address,
    port,
    tls: patroni.tls,
    hba: patroni.hba,
    parameters: patroni.parameters,
  };
}

function readiness(settings: Settings): Program['inquiries']['readiness'] {
  const isGood = async () => {
    await access(join(settings.socketDir, `.s.PGSQL.${port}`));
    const client = new Client({
      host: settings.socketDir,
      port,
      user: 'postgres',
      database: 'postgres',
      connectionTimeoutMillis: 2_000,
    });
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const thresholds = { periodSeconds: 5, failureThreshold: 3, successThreshold: 1 };
  return { asking: { kind: 'call', isGood }, initialDelaySeconds: 0, timeoutSeconds: 3, ...thresholds };
}

function ownerOf({ uid, gid }: { uid?: number; gid?: number }): Program['launch']['owner'] {
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** @throws Failure when the application that owns the schema has no bootstrap */
export function bootstrapFile(checkout: string): string {
  const path = join(checkout, 'apps', 'database', 'bootstrap.sql');
  if (existsSync(path)) return path;
  throw new Failure('apps/database/bootstrap.sql is missing: it creates the roles and the database');
}
