import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from '../../up/failure';

export interface RunOptions {
  /** What could not be done when the program fails, for the error. */
  readonly failure: string;
  /** @default - the current folder */
  readonly cwd?: string;
  /** Added to the environment. @default - nothing */
  readonly env?: NodeJS.ProcessEnv;
  /** Told of every line on the standard error stream. @default - nobody */
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end and answers with its standard output. @throws Failure with the last lines it printed */
export async function runProgram(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { failure, cwd, env, onLine } = options;
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithUs = (): boolean => child.kill();
  process.once('exit', killWithUs);
  const last: string[] = [];
  createInterface(child.stderr).on('line', (line) => {
    onLine?.(line);
    last.push(line);
    if (last.length > keptLines) last.shift();
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(new Failure(`${failure}: ${command} cannot be run (${error.message})`)));
    child.once('close', resolve);
  });
  process.off('exit', killWithUs);
  if (status !== 0) throw new Failure(`${failure}: ${command} ended with status ${status}`, last);
  return Buffer.concat(output).toString('utf8');
}

/** Whether a program of this name can be run. */
export function isInstalled(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => folder !== '' && isExecutable(join(folder, command)));
}

const keptLines = 15;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
