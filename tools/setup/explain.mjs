/** A step that failed in a way that its user can mend: one line, no stack. */
export class SetupError extends Error {}

/** Ends the process: one line for what a user can mend, the stack for what only we can. */
export function explainAndExit(error) {
  const line = error instanceof SetupError ? error.message : (diskFull(error) ?? error.stack);
  process.stderr.write(`perchoir: ${line}\n`);
  process.exit(1);
}

function diskFull(error) {
  return error.code === 'ENOSPC'
    ? `the disk is full (${error.path ?? 'while writing'}): free some space, then run the command again`
    : undefined;
}
