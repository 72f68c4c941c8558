import type { ClientBase } from 'pg';
import type { Migration } from './migration';
import { MigrationError } from './migration-error';

/** A migration that the database has. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

/** Creates the table of applied migrations unless it is there. Every role may read it: readiness asks for the version. */
export async function createLedger(client: ClientBase): Promise<void> {
  if (await hasLedger(client)) return;
  await client.query(`
    BEGIN;
    CREATE SCHEMA migrations;
    CREATE TABLE migrations.applied (
      version integer PRIMARY KEY CHECK (version > 0),
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE FUNCTION migrations.version() RETURNS integer LANGUAGE sql STABLE
      RETURN (SELECT coalesce(max(version), 0) FROM migrations.applied);
    GRANT USAGE ON SCHEMA migrations TO PUBLIC;
    GRANT SELECT ON migrations.applied TO PUBLIC;
    GRANT EXECUTE ON FUNCTION migrations.version() TO PUBLIC;
    COMMIT;
  `);
}

/** @returns what was applied, oldest first; nothing when no migration ever ran. */
export async function readLedger(client: ClientBase): Promise<readonly AppliedMigration[]> {
  if (!(await hasLedger(client))) return [];
  const { rows } = await client.query<AppliedMigration>(
    'SELECT version, name, checksum FROM migrations.applied ORDER BY version',
  );
  return rows;
}

/**
 * What is still to be applied, in order. A database that is ahead of these files has nothing to apply: an older image
 * must be able to start beside a newer schema.
 *
 * @throws MigrationError when a file was edited after it was applied, or one was skipped.
 */
export function pendingOf(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const known = new Map(applied.map((row) => [row.version, row]));
  const newest = applied.at(-1)?.version ?? 0;
  for (const migration of migrations) {
    const row = known.get(migration.version);
    if (row) requireUnedited(migration, row);
    else if (migration.version < newest) throw skipped(migration, newest);
  }
  return migrations.filter(({ version }) => version > newest);
}

function requireUnedited({ version, name, checksum }: Migration, row: AppliedMigration): void {
  if (checksum === row.checksum) return;
  const what = `migration ${version} (${name}) was edited after it was applied as ${row.name}`;
  throw new MigrationError(`${what}: restore its file, and put the change into a new migration`);
}

function skipped({ version, name }: Migration, newest: number): MigrationError {
  return new MigrationError(`migration ${version} (${name}) was never applied, though ${newest} was: restore a backup`);
}

async function hasLedger(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ known: boolean }>(
    `SELECT to_regclass('migrations.applied') IS NOT NULL AS known`,
  );
  return rows[0]?.known === true;
}
