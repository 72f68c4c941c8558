import { readdirSync, readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the boot and the start of the process. */
  readonly startedAt: string;
}

/** The identity of a running process; none when it has ended. */
export function identify(pid: number): ProcessIdentity | undefined {
  const fields = statusFields(pid);
  // Of a zombie only the entry in the table is left.
  if (!fields || fields[0] === 'Z') return undefined;
  return { pid, startedAt: fields[19] ?? '' };
}

/** Whether exactly this process still runs. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return identify(pid)?.startedAt === startedAt;
}

/** Signals a process group. @returns whether there was anything to signal */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** Whether a process of this group still runs; a zombie that waits to be collected does not. */
export function groupRuns(group: number): boolean {
  return readdirSync('/proc').some((entry) => {
    const fields = /^[0-9]+$/.test(entry) ? statusFields(Number(entry)) : undefined;
    return fields !== undefined && fields[0] !== 'Z' && fields[2] === String(group);
  });
}

/** The fields of /proc/<pid>/stat after the name, which may itself hold spaces and brackets; `state` is the first. */
function statusFields(pid: number): readonly string[] | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return status.slice(status.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
