import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EngineError, explained } from './engine-error';
import type { Installation } from './installation';
import { currentUser, giveTo, type OsUser } from './os-user';

/** PEM files of the server: its certificate, its key, and the authority that signs the clients' certificates. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** What the files of a data folder say. */
export interface Settings {
  readonly dataDir: string;
  /** Folder of the unix socket, by which alone the superuser can log in. */
  readonly socketDir: string;
  /** Loopback address to listen on; empty for none. */
  readonly host: string;
  readonly port: number;
  readonly tls: ServerTls;
  /** Lines of `pg_hba.conf` for the roles; the superuser's line and the refusals stand before them. */
  readonly hba: readonly string[];
  /** Server parameters, name → value. */
  readonly parameters: Readonly<Record<string, string>>;
}

const run = promisify(execFile);

/** Creates the data folder unless it is there. A killed attempt leaves nothing that could be taken for one. */
export async function createDataFolder(dataDir: string, installation: Installation, user: OsUser): Promise<void> {
  if (existsSync(join(dataDir, 'PG_VERSION'))) return;
  const fresh = `${dataDir}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(dirname(dataDir), { recursive: true, mode: 0o755 });
  await mkdir(fresh, { mode: 0o700 });
  await giveTo(user, fresh);
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const logins = ['--username=postgres', '--auth-local=peer', '--auth-host=reject'];
  await run(installation.initdb, ['--pgdata', fresh, '--no-instructions', ...logins, ...locale], {
    ...identity(user),
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  }).catch((error: unknown) => {
    throw explained(errorOutput(error), { dataDir, port: 0 });
  });
  await rename(fresh, dataDir);
}

/**
 * Writes the three configuration files and copies the certificates in; a running server takes them over on SIGHUP.
 * @throws EngineError when the address is no loopback address.
 */
export async function configure(settings: Settings, user: OsUser): Promise<void> {
  requireLoopback(settings.host);
  const { dataDir, socketDir, tls } = settings;
  await mkdir(socketDir, { recursive: true, mode: 0o755 });
  await giveTo(user, socketDir);
  await mkdir(join(dataDir, 'tls'), { recursive: true });
  const files = {
    'postgresql.conf': parameterFile(settings),
    'pg_hba.conf': accessFile(settings.hba),
    'pg_ident.conf': `perchoir ${currentUser().name} postgres\n`,
    'tls/server.crt': await readFile(tls.cert),
    'tls/server.key': await readFile(tls.key),
    'tls/ca.crt': await readFile(tls.ca),
  };
  for (const [name, contents] of Object.entries(files)) await writeFile(join(dataDir, name), contents, { mode: 0o600 });
  if (currentUser().uid !== 0) return;
  for (const name of ['tls', ...Object.keys(files)]) await chown(join(dataDir, name), user.uid, user.gid);
}

/** What `spawn` needs to run as the server's user; nothing unless that is another one. */
export function identity(user: OsUser): { uid?: number; gid?: number } {
  return user.uid === currentUser().uid ? {} : { uid: user.uid, gid: user.gid };
}

/** The package brings OpenSSL 1.1, which gets no more fixes: good enough within a machine, not on a network. */
function requireLoopback(host: string): void {
  if (host === '' || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)) return;
  throw new EngineError(`the embedded PostgreSQL listens on loopback addresses only, not on ${host}: choose 127.0.0.1`);
}

function parameterFile({ host, port, socketDir, parameters }: Settings): string {
  const all = {
    listen_addresses: host,
    port: String(port),
    unix_socket_directories: socketDir,
    ssl: 'on',
    ssl_cert_file: 'tls/server.crt',
    ssl_key_file: 'tls/server.key',
    ssl_ca_file: 'tls/ca.crt',
    ssl_min_protocol_version: 'TLSv1.2',
    lc_messages: 'C',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...parameters,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
    .join('');
}

/** The superuser has no way in over the network, and nobody has one without TLS. */
function accessFile(hba: readonly string[]): string {
  const first = [
    'local all postgres peer map=perchoir',
    'hostnossl all all all reject',
    'hostssl all postgres all reject',
  ];
  return [...first, ...hba, ''].join('\n');
}

function errorOutput(error: unknown): string {
  if (error instanceof Error && 'stderr' in error) return String(error.stderr);
  return String(error);
}
