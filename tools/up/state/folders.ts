import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, statfsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Failure } from '../failure';

/** Where one checkout keeps what a run needs. */
export interface Folders {
  /** The repository. */
  readonly checkout: string;
  /** Everything of this checkout's platform: data, logs, certificates, secrets. */
  readonly state: string;
  /** What is fetched once for all checkouts. */
  readonly cache: string;
  readonly logs: string;
  readonly claims: string;
  readonly secrets: string;
}

/** PostgreSQL's first data, its write-ahead log, the logs of all pods, and what must not be the last byte. */
const neededBytes = 1024 ** 3;

/**
 * Decides the folders and creates them.
 * @param given the user's choice of state folder. @default - `.perchoir`; as root `/var/lib/perchoir/<checkout>`,
 *   because PostgreSQL runs as another user then, who must be able to enter every parent
 * @throws Failure when a folder cannot be made or the disk is nearly full
 */
export function openFolders(checkout: string, given: string | undefined): Folders {
  const folders = foldersOf(checkout, given);
  for (const folder of [folders.state, folders.cache, folders.logs, folders.claims, folders.secrets])
    makeFolder(folder);
  requireSpace(folders.state);
  return folders;
}

/** The same folders, without touching the disk. */
export function foldersOf(checkout: string, given: string | undefined): Folders {
  const state = given ?? ownState(checkout);
  const cache = process.env['PERCHOIR_CACHE'] ?? (isRoot() ? rootFolder : join(homedir(), '.cache', 'perchoir'));
  return {
    checkout,
    state,
    cache,
    logs: join(state, 'logs'),
    claims: join(state, 'volumes'),
    secrets: join(state, 'secrets'),
  };
}

/** Where the status of a run is written: beside its data, and where tools of the checkout look for it. */
export function statusFiles({ state, checkout }: Folders): readonly [string, ...string[]] {
  const own = join(state, 'up.json');
  // A run in a folder of the user's choice stands beside the checkout's own run, and leaves its status alone.
  return state === ownState(checkout) ? [own, join(checkout, '.perchoir', 'up.json')] : [own];
}

/** A number that stays the same for a checkout and is most likely another for the next one. */
export function checkoutNumber(checkout: string): number {
  return digest(checkout).readUInt32BE(0);
}

/** A Unix socket's path has 107 characters at most; PostgreSQL needs 14 of them for the name. */
const longestSocketFolder = 90;

/** Folder for the socket of a pod: in the state folder, or, when that lies too deep, among the temporary files. */
export function socketFolder(state: string, pod: string): string {
  const folder = join(state, 'sockets', pod);
  if (folder.length <= longestSocketFolder) return folder;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join(tmpdir(), `perchoir-${name}`);
}

/** Root's home is closed to the user that PostgreSQL runs as. */
const rootFolder = '/var/lib/perchoir';

function ownState(checkout: string): string {
  return isRoot() ? join(rootFolder, checkoutName(checkout)) : join(checkout, '.perchoir');
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function checkoutName(checkout: string): string {
  return `${basename(checkout)}-${digest(checkout).toString('hex').slice(0, 8)}`;
}

function digest(checkout: string): Buffer {
  return createHash('sha256').update(realpathSync(checkout)).digest();
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw error;
    throw new Failure(`the folder ${folder} cannot be made (${code}): choose another place with --state DIR`);
  }
}

function requireSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= neededBytes) return;
  const mebibytes = Math.floor(free / 1024 ** 2);
  throw new Failure(`the disk of ${folder} has ${mebibytes} MiB free, 1024 are needed: free some, or give --state DIR`);
}
