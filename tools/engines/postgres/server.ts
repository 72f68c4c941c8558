import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { configure, createDataFolder, identity, type Settings } from './data-folder';
import { EngineError, explained, isStillClosing } from './engine-error';
import { prepareInstallation, type Installation } from './installation';
import { serverUser } from './os-user';

export interface PostgresOptions extends Omit<Settings, 'hba' | 'parameters' | 'socketDir'> {
  /** Folder of the unix socket; at most 90 characters. @default - `<dataDir>-socket` */
  readonly socketDir?: string;
  /** Lines of `pg_hba.conf` after the superuser's line and the refusals. @default - every role by its certificate */
  readonly hba?: readonly string[];
  /** Server parameters over the house's. @default - none */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Account to run as when this process is root's. @default 'nobody' */
  readonly unprivilegedUser?: string;
  /** Longest wait for the first connection, crash recovery included, in milliseconds. @default 60 000 */
  readonly startTimeoutMs?: number;
}

/** How the server ended. */
export interface ServerExit {
  /** `stopped` was asked for; `crashed` was not, and `start` with the same options recovers. */
  readonly kind: 'stopped' | 'crashed';
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface Events {
  exit: [ServerExit];
  /** One line of the server's own log. */
  log: [string];
}

/** Each role logs in with a certificate whose common name is the role's, from any address, over TLS. */
export const CERTIFICATE_LOGINS: readonly string[] = ['hostssl all all all cert'];

const STOP_FAST_MS = 20_000;
const KEPT_CHARACTERS = 16_384;
const SOCKET_DIR_LIMIT = 90;

/** Supervises one PostgreSQL server. It emits `exit` once for each successful start, and `log` for each log line. */
export class PostgresServer extends EventEmitter<Events> {
  private child: ChildProcess | undefined;
  private isStopping = false;

  private constructor(private readonly installation: Installation) {
    super();
  }

  /** Fetches PostgreSQL and pgvector into the cache unless they are there. Takes seconds the first time. */
  static async prepare(cache: string): Promise<PostgresServer> {
    return new PostgresServer(await prepareInstallation(cache));
  }

  /** Process id of the server, while it runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Starts the server and waits until it accepts connections; creates the data folder the first time.
   * @throws EngineError of one line: port in use, folder in use, disk full, wrong machine.
   */
  async start(options: PostgresOptions): Promise<void> {
    if (this.child) throw new EngineError(`the PostgreSQL of ${options.dataDir} runs already: stop it first`);
    const settings = complete(options);
    const user = serverUser(options.unprivilegedUser);
    await createDataFolder(options.dataDir, this.installation, user);
    await configure(settings, user);
    const deadline = Date.now() + (options.startTimeoutMs ?? 60_000);
    for (;;) {
      const output = await this.launch(settings, identity(user), deadline);
      if (output === undefined) return;
      if (!isStillClosing(output) || Date.now() > deadline) throw explained(output, settings);
      await sleep(200);
    }
  }

  /** Takes over new certificates, logins or parameters that need no restart. */
  async reload(options: PostgresOptions): Promise<void> {
    await configure(complete(options), serverUser(options.unprivilegedUser));
    this.child?.kill('SIGHUP');
  }

  /** Stops fast: clients are disconnected, nothing committed is lost. Does nothing when it does not run. */
  async stop(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.isStopping = true;
    const closed = once(child, 'close');
    child.kill('SIGINT');
    const impatience = setTimeout(() => child.kill('SIGQUIT'), STOP_FAST_MS);
    await closed;
    clearTimeout(impatience);
  }

  /** @returns what the server wrote if it gave up, `undefined` once it accepts connections. */
  private async launch(settings: Settings, as: { uid?: number; gid?: number }, deadline: number) {
    const [command, ...args] = [...endsWithParent(), this.installation.postgres, '-D', settings.dataDir];
    const child = spawn(command ?? '', args, {
      ...as,
      cwd: '/',
      env: { LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const output = await this.firstWords(child, deadline);
    if (output !== undefined) return output;
    this.child = child;
    this.isStopping = false;
    child.once('close', (code, signal) => {
      this.child = undefined;
      this.emit('exit', { kind: this.isStopping ? 'stopped' : 'crashed', code, signal });
    });
    return undefined;
  }

  private async firstWords(child: ChildProcess, deadline: number): Promise<string | undefined> {
    let output = '';
    const lines = createInterface({ input: child.stderr ?? process.stdin });
    return new Promise<string | undefined>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGQUIT'), Math.max(0, deadline - Date.now()));
      const settle = (result: string | undefined) => {
        clearTimeout(timer);
        resolve(result);
      };
      lines.on('line', (line) => {
        this.emit('log', line);
        output = `${output}${line}\n`.slice(-KEPT_CHARACTERS);
        if (line.includes('database system is ready to accept connections')) settle(undefined);
      });
      child.once('error', (error) => settle(error.message));
      child.once('close', () => settle(output));
    });
  }
}

function complete(options: PostgresOptions): Settings {
  const { socketDir = `${options.dataDir}-socket`, hba = CERTIFICATE_LOGINS, parameters = {} } = options;
  if (socketDir.length > SOCKET_DIR_LIMIT) {
    const what = `the socket folder ${socketDir} has ${socketDir.length} characters`;
    throw new EngineError(`${what}, ${SOCKET_DIR_LIMIT} are allowed: choose a shorter one`);
  }
  return { ...options, socketDir, hba, parameters };
}

/** Where util-linux has `setpriv`, the kernel stops the server when this process is killed, so that none is left behind. */
function endsWithParent(): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const setpriv = folders.map((folder) => join(folder, 'setpriv')).find(isExecutable);
  return setpriv ? [setpriv, '--pdeathsig', 'INT', '--'] : [];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
