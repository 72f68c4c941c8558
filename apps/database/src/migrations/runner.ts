import type { Log } from '@perchoir/service/log';
import type { ClientBase } from 'pg';
import { createLedger, pendingOf, readLedger } from './ledger';
import type { Migration } from './migration';
import { MigrationError } from './migration-error';

/** Key of the advisory lock that lets one runner work at a time; any constant does, this spells "perchoir" in ASCII. */
const LOCK_KEY = '8099004087396559218';
/** A migration that waits longer for a table gives up, or every query behind it would wait too. */
const TABLE_LOCK_TIMEOUT = '5s';
/** Longest wait for another runner. */
const RUNNER_TIMEOUT = '10min';

/**
 * Applies what is missing, each migration in a transaction of its own, while every other runner waits.
 * @returns the versions applied now.
 * @throws MigrationError naming the migration and PostgreSQL's reason; those before it stay applied.
 */
export async function applyMigrations(
  client: ClientBase,
  migrations: readonly Migration[],
  log: Log,
): Promise<readonly number[]> {
  await client.query(`SET lock_timeout = '${RUNNER_TIMEOUT}'`);
  await client.query('SELECT pg_advisory_lock($1::bigint)', [LOCK_KEY]);
  try {
    await createLedger(client);
    const pending = pendingOf(migrations, await readLedger(client));
    for (const migration of pending) await apply(client, migration, log);
    return pending.map(({ version }) => version);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1::bigint)', [LOCK_KEY]);
  }
}

async function apply(client: ClientBase, migration: Migration, log: Log): Promise<void> {
  const { version, name, sql, checksum } = migration;
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL lock_timeout = '${TABLE_LOCK_TIMEOUT}'`);
    await client.query(sql);
    await client.query('INSERT INTO migrations.applied (version, name, checksum) VALUES ($1, $2, $3)', [
      version,
      name,
      checksum,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw explained(migration, error);
  }
  log.info({ migration: { version, name } }, 'migration applied');
}

function explained({ version, name, sql }: Migration, error: unknown): MigrationError {
  const reason = error instanceof Error ? error.message : String(error);
  const position = error instanceof Error && 'position' in error ? Number(error.position) : 0;
  const line = position > 0 ? ` at line ${sql.slice(0, position).split('\n').length}` : '';
  return new MigrationError(`migration ${version} (${name}) failed${line} and was undone: ${reason}`, { cause: error });
}
