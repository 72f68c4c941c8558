import { spawn } from 'node:child_process';
import { FetchError } from './fetch-error';

const MINUTES = 60_000;
/** Error lines kept of a failed command; pip's reason is within its last few. */
const KEPT_CHARACTERS = 8_192;

export interface PipDownload {
  /** `name==version`. */
  readonly requirement: string;
  /** Folder the wheel is put into. */
  readonly into: string;
  /** Folder for pip's own temporary files, so that what has arrived can be counted. */
  readonly scratch: string;
}

/**
 * Downloads one wheel, without its dependencies, with the machine's own pip and its configured index.
 * @throws FetchError when there is no Python or pip, no space, or no such wheel in reach.
 */
export async function downloadWithPip({ requirement, into, scratch }: PipDownload): Promise<void> {
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  const only = ['--no-deps', '--only-binary=:all:'];
  const args = ['-m', 'pip', 'download', ...quiet, ...only, '--dest', into, requirement];
  await runPython(args, { purpose: `download ${requirement}`, scratch });
}

export interface PythonRun {
  /** What the command is for, after "could not". */
  readonly purpose: string;
  /** Folder for temporary files. */
  readonly scratch: string;
}

/**
 * Runs `python3` to its end, for at most fifteen minutes.
 * @throws FetchError with the reason in one line.
 */
export async function runPython(args: readonly string[], { purpose, scratch }: PythonRun): Promise<void> {
  const child = spawn('python3', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: scratch, PIP_ROOT_USER_ACTION: 'ignore' },
  });
  // Not spawn's own `timeout`: its timer outlives a program that could not be started, and keeps the process alive.
  const deadline = setTimeout(() => child.kill('SIGTERM'), 15 * MINUTES).unref();
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-KEPT_CHARACTERS);
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(unstartable(error)));
    child.once('close', resolve);
  }).finally(() => clearTimeout(deadline));
  if (status !== 0) throw explained(purpose, errors, status);
}

function unstartable(error: NodeJS.ErrnoException): Error {
  if (error.code !== 'ENOENT') return error;
  return new FetchError('python3 is not on the PATH: install Python 3.11 or newer');
}

function explained(purpose: string, errors: string, status: number | null): FetchError {
  const failed = `could not ${purpose}`;
  if (status === null) return new FetchError(`${failed}: no end after 15 minutes; check the network and try again`);
  if (errors.includes('No module named pip')) {
    return new FetchError(`${failed}: python3 has no pip; install it (Debian and Ubuntu: apt install python3-pip)`);
  }
  if (/No space left on device|Errno 28/.test(errors)) {
    return new FetchError(`${failed}: the disk is full; free 300 MB and try again`);
  }
  return new FetchError(`${failed}: ${lastReason(errors) ?? `python3 ended with status ${status}`}`);
}

function lastReason(errors: string): string | undefined {
  const lines = errors.split('\n').map((line) => line.trim());
  const reasons = lines.filter((line) => line !== '' && !/^WARNING|^\[notice\]/.test(line));
  return reasons.at(-1)?.replace(/^ERROR: /, '');
}
