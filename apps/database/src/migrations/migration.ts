import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MigrationError } from './migration-error';

/** One step of the schema, as its file has it. */
export interface Migration {
  /** 1, 2, 3 …, without gaps. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly checksum: string;
}

/**
 * Reads `NNNN_name.sql` files in order.
 * @throws MigrationError when a name is malformed or a number is missing or taken twice.
 */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const migrations = await Promise.all(files.map((file) => readMigration(folder, file)));
  migrations.forEach(({ version, name }, index) => {
    if (version === index + 1) return;
    throw new MigrationError(`migration ${name} has number ${version} where ${index + 1} is due: renumber it`);
  });
  return migrations;
}

async function readMigration(folder: string, file: string): Promise<Migration> {
  const [, number, name] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? [];
  if (!number || !name) throw new MigrationError(`${file} is no migration's name: it must look like 0001_words.sql`);
  const sql = await readFile(join(folder, file), 'utf8');
  return { version: Number(number), name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}
