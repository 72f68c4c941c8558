import { ConfigError } from './config';

/**
 * Runs the start of a service. A configuration error ends the process with its one line and status 78
 * (`EX_CONFIG` of sysexits.h); any other error ends it with its stack and status 1.
 */
export function startOrExplain(start: () => Promise<void>): void {
  start().catch((error: unknown) => {
    const isConfig = error instanceof ConfigError;
    process.stderr.write(`${isConfig ? error.message : describe(error)}\n`);
    process.exit(isConfig ? 78 : 1);
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
