import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from './explain.mjs';

/** The folder of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Runs a program with our terminal and answers with its exit status; signals reach it and are waited for. */
export function run(command, args, { cwd = root, env = process.env } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
  const forward = (signal) => child.kill(signal);
  // The terminal sends Ctrl-C to the whole group: the child has it already, and only must be waited for.
  const wait = () => undefined;
  process.on('SIGTERM', forward).on('SIGINT', wait);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status, signal) => {
      process.off('SIGTERM', forward).off('SIGINT', wait);
      resolve(status ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** Runs a script with our Node.js in the checkout and answers with its exit status. */
export function runNode(script, args) {
  return run(process.execPath, [script, ...args]);
}

/** Runs a program quietly. @throws SetupError with the last lines it printed when it fails. */
export function runQuietly(command, args, { cwd = root, env = process.env, failure }) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let tail = '';
  const keep = (text) => (tail = (tail + text).slice(-4_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new SetupError(`${failure}: cannot start ${command} (${error.code})`)));
    child.on('close', (status) => (status === 0 ? resolve() : reject(new SetupError(`${failure}\n${tail.trim()}`))));
  });
}
