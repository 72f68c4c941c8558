import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isRunning, signalGroup, type ProcessIdentity } from './process-identity';

/**
 * Reads `+pid` and `-pid` lines. The pipe ends when the runner ends, however it ends: then every group that is still
 * listed gets two seconds to stop, and is killed.
 */
const program = `
groups=" "
while read -r line; do
  case $line in
    +*) groups="$groups\${line#+} " ;;
    -*) groups=$(printf %s "$groups" | sed "s/ \${line#-} / /") ;;
  esac
done
for group in $groups; do kill -TERM "-$group" 2>/dev/null; done
[ "$groups" = " " ] || sleep 2
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
`;

/**
 * Sees to it that no process outlives the runner: a watcher stops them when the runner is killed, and a file lets
 * the next run stop what even the watcher could not.
 */
export class Guardian {
  private readonly known = new Map<number, ProcessIdentity>();
  private readonly watcher: ChildProcess;

  /** @param file where the identities of running processes are kept */
  constructor(private readonly file: string) {
    this.watcher = spawn('/bin/sh', ['-c', program], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.watcher.stdin?.on('error', () => undefined);
    this.watcher.on('error', () => undefined);
    this.write();
  }

  /** Takes a process group into care. */
  add(pid: number): void {
    const identity = identify(pid);
    if (!identity) return;
    this.known.set(pid, identity);
    this.tell(`+${pid}`);
    this.write();
  }

  /** Lets go of a process group that has ended. */
  drop(pid: number): void {
    this.known.delete(pid);
    this.tell(`-${pid}`);
    this.write();
  }

  /** Ends the watcher, which kills what is still listed. */
  async close(): Promise<void> {
    const { watcher } = this;
    const hasEnded = watcher.pid === undefined || watcher.exitCode !== null || watcher.signalCode !== null;
    const ended = hasEnded ? Promise.resolve() : once(watcher, 'exit');
    watcher.stdin?.end();
    await ended;
    rmSync(this.file, { force: true });
  }

  private tell(line: string): void {
    this.watcher.stdin?.write(`${line}\n`);
  }

  private write(): void {
    const identities = [...this.known.values()];
    const watcher = this.watcher.pid === undefined ? undefined : identify(this.watcher.pid);
    writeFileSync(`${this.file}.new`, JSON.stringify(watcher ? [...identities, watcher] : identities), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

/** Stops what an earlier run left behind. @returns how many process groups were found */
export async function cleanUpAfter(file: string): Promise<number> {
  const left = readIdentities(file).filter(isRunning);
  for (const { pid } of left) signalGroup(pid, 'SIGTERM');
  for (let waited = 0; waited < 3_000 && left.some(isRunning); waited += 100) await sleep(100);
  for (const identity of left.filter(isRunning)) signalGroup(identity.pid, 'SIGKILL');
  return left.length;
}

function readIdentities(file: string): readonly ProcessIdentity[] {
  if (!existsSync(file)) return [];
  try {
    const identities: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(identities) ? identities.filter(isIdentity) : [];
  } catch {
    // A half-written file of a machine that lost power: its processes are gone as well.
    return [];
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return typeof value === 'object' && value !== null && 'pid' in value && 'startedAt' in value;
}
