import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../up/failure';
import type { Folders } from '../up/state/folders';
import { claimState } from '../up/state/instance';

/** Where a run of the proofs keeps its files. */
export interface Workspace {
  /** The repository. */
  readonly checkout: string;
  /** Built programs and fetched definitions, for all runs and checkouts. */
  readonly cache: string;
  /** Of this run: data, keys and sockets. Emptied at its start. */
  readonly state: string;
  /** What the cluster's processes printed. Stays until the next run. */
  readonly logs: string;
  /** Identities of the processes that run; read by the next run when this one is killed. */
  readonly processes: string;
  /** The kernel's settings before this run changed them; read by the next run when this one is killed. */
  readonly settings: string;
  /** Lets the next run have the folder. */
  readonly release: () => void;
}

/** Takes the folders of this checkout. @throws Failure when another run has them */
export function openWorkspace({ checkout, cache, state: parent }: Folders): Workspace {
  const state = join(parent, 'e2e');
  mkdirSync(state, { recursive: true, mode: 0o755 });
  const claim = claimState(state);
  if (claim.kind === 'running')
    throw new Failure(`another run (process ${claim.pid}) has ${state}: wait until it ends`);
  const workspace = {
    checkout,
    cache: join(cache, 'e2e'),
    state: join(state, 'run'),
    logs: join(state, 'logs'),
    processes: join(state, 'processes.json'),
    settings: join(state, 'settings.json'),
    release: claim.release,
  };
  mkdirSync(workspace.cache, { recursive: true, mode: 0o755 });
  return workspace;
}

/** Removes what an earlier run left in the folders of this one. */
export function emptyWorkspace({ state, logs }: Workspace): void {
  for (const folder of [state, logs]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
}
