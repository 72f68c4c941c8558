import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isRunning, type ProcessIdentity } from '../pods/process-identity';

/** Whether this run has the state folder for itself. */
export type Claim =
  { readonly kind: 'ours'; readonly release: () => void } | { readonly kind: 'running'; readonly pid: number };

/** Takes the state folder for this process, unless another that still runs has it; a dead one's claim is taken over. */
export function claimState(state: string): Claim {
  const file = join(state, 'up.lock');
  for (;;) {
    if (create(file)) return { kind: 'ours', release: () => rmSync(file, { force: true }) };
    const holder = readHolder(file);
    if (holder && isRunning(holder)) return { kind: 'running', pid: holder.pid };
    rmSync(file, { force: true });
  }
}

/** The runner that has the state folder; none when nothing runs. */
export function findRunner(state: string): number | undefined {
  const holder = readHolder(join(state, 'up.lock'));
  return holder && isRunning(holder) ? holder.pid : undefined;
}

function create(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify(identify(process.pid)), { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isIdentity(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return typeof value === 'object' && value !== null && 'pid' in value && 'startedAt' in value;
}
