import type { Inquiries } from '../probes/prober';

/** How one process is started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Unprivileged owner, where the program refuses root. @default - the runner's own user */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
}

/** What a container runs, and how it is watched. */
export interface Program {
  readonly launch: Launch;
  readonly inquiries: Inquiries;
  /** Asks the program to stop in its own time. @default SIGTERM */
  readonly stopSignal?: NodeJS.Signals;
  /** Work before each start; a failure counts as a failed start. @default - none */
  readonly prepare?: () => Promise<void>;
  /** Whether a program that ends is started again. @default 'always' */
  readonly restart?: { readonly kind: 'always' } | { readonly kind: 'until-success'; readonly attempts: number };
}
