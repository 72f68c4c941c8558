import type { Log } from './log';

export interface LifecycleOptions {
  readonly log: Log;
  /** Longest time `stop` may take, in seconds; afterwards the process ends with status 1. */
  readonly graceSeconds: number;
  /** Refuses new work, finishes or hands over what runs, closes what is open. */
  readonly stop: () => Promise<void>;
}

/**
 * Waits for SIGTERM or SIGINT, stops in order and ends the process: status 0 when `stop` finished in time,
 * 1 when it failed, ran into the deadline, or when a second signal came.
 */
export function runUntilStopped({ log, graceSeconds, stop }: LifecycleOptions): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) return process.exit(1);
    isStopping = true;
    log.info({ signal }, 'stopping');
    const deadline = setTimeout(() => endLate(log, graceSeconds), graceSeconds * 1_000).unref();
    stop()
      .finally(() => clearTimeout(deadline))
      .then(
        () => process.exit(0),
        (error: unknown) => endFailed(log, error),
      );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function endLate(log: Log, graceSeconds: number): never {
  log.error({ graceSeconds }, 'not stopped within the grace period');
  process.exit(1);
}

function endFailed(log: Log, error: unknown): never {
  log.error({ err: error }, 'stopping failed');
  process.exit(1);
}
