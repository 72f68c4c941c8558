import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../failure';

/** One pod, for tools that act on it. */
export interface PodStatus {
  readonly workload: string;
  readonly tier: string;
  readonly pod: string;
  /** Absent while no process runs. */
  readonly pid: number | undefined;
  readonly address: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly restarts: number;
  readonly ready: boolean;
  readonly health: string;
  readonly log: string;
}

/** A service's name and the address that stands for it. */
export interface ServiceStatus {
  readonly name: string;
  readonly tier: string;
  readonly address: string;
  readonly ports: readonly number[];
}

/** A certificate that the runner issued; its folder holds `tls.crt`, `tls.key` and `ca.crt`. */
export interface CertificateStatus {
  readonly tier: string;
  readonly secret: string;
  /** `tier:` and a tier, or a role of the database. */
  readonly commonName: string;
  readonly folder: string;
}

/** `off`: this run has no demo; `failed`: it was given up, the log of the Job says why. */
export type DemoState = 'off' | 'learning' | 'ready' | 'failed';

/** What `up.json` says about a run. */
export interface RunStatus {
  /** Process of the runner. */
  readonly pid: number;
  readonly startedAt: string;
  readonly url: string;
  /** Whether every workload that keeps running is ready. */
  readonly ready: boolean;
  /** What the demo bot knows of its documents. */
  readonly demo: DemoState;
  readonly state: string;
  readonly caFile: string;
  readonly certificates: readonly CertificateStatus[];
  readonly services: readonly ServiceStatus[];
  readonly workloads: readonly PodStatus[];
}

/** Writes the status where tools look for it, in one step each. */
export function writeStatus(status: RunStatus, files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, `${JSON.stringify(status, undefined, 2)}\n`, { mode: 0o644 });
    renameSync(`${file}.new`, file);
  }
}

export function removeStatus(files: readonly string[]): void {
  for (const file of files) rmSync(file, { force: true });
}

/** The text of the status, as the run wrote it. @throws Failure when no run has got that far */
export function readStatus(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new Failure('nothing runs here: start it with `npm start`');
}
