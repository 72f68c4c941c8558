import { readFileSync } from 'node:fs';
import { chown, readdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { EngineError } from './engine-error';

/** An account of this machine. */
export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The account this process runs as. */
export function currentUser(): OsUser {
  const { username, uid, gid } = userInfo();
  return { name: username, uid, gid };
}

/**
 * The account PostgreSQL runs as: the current one, or `unprivileged` when that is root, whom PostgreSQL refuses.
 * @throws EngineError when there is no account of that name.
 */
export function serverUser(unprivileged = 'nobody'): OsUser {
  const current = currentUser();
  return current.uid === 0 ? accountNamed(unprivileged) : current;
}

/** Gives a folder and all it contains to a user; does nothing unless run by root. */
export async function giveTo(user: OsUser, folder: string): Promise<void> {
  if (currentUser().uid !== 0) return;
  await chown(folder, user.uid, user.gid);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(entries.map((entry) => chown(join(entry.parentPath, entry.name), user.uid, user.gid)));
}

function accountNamed(name: string): OsUser {
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
  if (uid && gid) return { name, uid: Number(uid), gid: Number(gid) };
  throw new EngineError(`there is no user ${name} on this machine: PostgreSQL needs one that is not root`);
}
