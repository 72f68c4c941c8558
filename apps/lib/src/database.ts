import { Client, Pool, type ClientConfig } from 'pg';
import { WatchedFiles } from './watched-files';

/** How to reach PostgreSQL as one role, by client certificate. */
export interface DatabasePeer {
  /** `postgres://role@host:port/database`, without a password. */
  readonly url: URL | string;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** Name to verify instead of the URL's host. @default - the URL's host */
  readonly serverName?: string | undefined;
}

export interface DatabaseOptions {
  /** Shown by `pg_stat_activity`. */
  readonly applicationName: string;
  /** Most connections at once. @default 10 */
  readonly max?: number;
  /** Longest time a statement may run, in milliseconds. @default 10 000 */
  readonly statementTimeoutMs?: number;
  /** Told of connections that broke while idle; the pool replaces them. */
  readonly onError: (error: unknown) => void;
}

/**
 * A pool of TLS connections whose server name and authority are verified (libpq's `verify-full`).
 * Certificates are read again for every new connection, so that renewed ones come into use by themselves.
 *
 * @throws Error naming the file that cannot be read.
 */
export function createPool(peer: DatabasePeer, options: DatabaseOptions): Pool {
  const { ssl: _, ...address } = connection(peer);
  const pool = new Pool({
    ...address,
    Client: clientWithFreshFiles(peer),
    application_name: options.applicationName,
    max: options.max ?? 10,
    statement_timeout: options.statementTimeoutMs ?? 10_000,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  });
  pool.on('error', options.onError);
  return pool;
}

/**
 * The settings of one connection, for `new pg.Client`: certificates as they are on disk now.
 * @throws Error naming the file that cannot be read.
 */
export function connection(peer: DatabasePeer) {
  const url = new URL(peer.url);
  const files = new WatchedFiles({ ca: peer.caFile, cert: peer.certFile, key: peer.keyFile });
  return {
    host: url.hostname,
    port: Number(url.port || 5_432),
    user: decodeURIComponent(url.username),
    database: decodeURIComponent(url.pathname.slice(1)),
    ssl: { ...files.read(), servername: peer.serverName ?? url.hostname, rejectUnauthorized: true },
  };
}

/** The schema in the database is older than the service needs, or absent. */
export class SchemaTooOld extends Error {
  override readonly name = 'SchemaTooOld';
}

/**
 * Checks that migrations up to `version` have been applied.
 * @throws SchemaTooOld saying which version is there.
 */
export async function requireSchema(pool: Pool, version: number): Promise<void> {
  const found = await appliedVersion(pool);
  if (found < version) throw new SchemaTooOld(`schema version is ${found}, ${version} is needed: run the migrations`);
}

async function appliedVersion(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ known: boolean }>("SELECT to_regnamespace('migrations') IS NOT NULL AS known");
  if (!rows[0]?.known) return 0;
  const applied = await pool.query<{ version: number | null }>('SELECT migrations.version() AS version');
  return applied.rows[0]?.version ?? 0;
}

/** The pool copies its options once; a client class of its own lets each new connection read the files anew. */
function clientWithFreshFiles(peer: DatabasePeer): typeof Client {
  return class extends Client {
    constructor(config?: string | ClientConfig) {
      super({ ...(typeof config === 'object' ? config : {}), ssl: connection(peer).ssl });
    }
  };
}
