/** PostgreSQL cannot be prepared, started or stopped. The message is one line: what failed, where, and what to do next. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** Turns what the server wrote before it gave up into one line, most telling cause first. */
export function explained(output: string, { dataDir, port }: { dataDir: string; port: number }): EngineError {
  const running = /Is another postmaster \(PID (\d+)\)/.exec(output)?.[1];
  if (running)
    return new EngineError(`${dataDir} is in use by the PostgreSQL with process id ${running}: stop it first`);
  if (/Address already in use/.test(output)) {
    return new EngineError(`port ${port} is in use: stop what listens there, or choose another port`);
  }
  if (/No space left on device/.test(output)) {
    return new EngineError(`the disk of ${dataDir} or /dev/shm is full: make room and start again`);
  }
  if (/Cannot assign requested address/.test(output)) {
    return new EngineError('the address to listen on does not exist on this machine: choose a loopback address');
  }
  if (/Permission denied/.test(output)) {
    return new EngineError(
      `${dataDir} or a parent folder is closed to the server's user: every parent must be enterable`,
    );
  }
  return new EngineError(`PostgreSQL did not start in ${dataDir}: ${lastReason(output)}`);
}

/** @returns whether processes of a killed server still hold its shared memory, which ends by itself within seconds. */
export function isStillClosing(output: string): boolean {
  return /pre-existing shared memory block/.test(output);
}

function lastReason(output: string): string {
  const lines = output.split('\n').filter((line) => /FATAL|PANIC|ERROR|error:/.test(line));
  return lines.at(-1)?.trim() ?? output.trim().split('\n').at(-1) ?? 'it wrote no reason';
}
