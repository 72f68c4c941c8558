import { EngineError } from '../engines/postgres/engine-error';
import { FetchError } from '../engines/models/fetch-error';

/** Something that the person at the keyboard can mend: printed as one line without a stack, exit status 1. */
export class Failure extends Error {
  override readonly name = 'Failure';

  /**
   * @param message what is wrong, where, and what to do next
   * @param output last lines of the program that failed, printed below. @default - none
   */
  constructor(
    message: string,
    readonly output: readonly string[] = [],
  ) {
    super(message);
  }
}

/** One line for what a user can mend, the stack for what only we can. */
export function explain(error: unknown): string {
  if (error instanceof Failure) return [error.message, ...error.output.map((line) => `  ${line}`)].join('\n');
  if (error instanceof EngineError || error instanceof FetchError) return error.message;
  if (isDiskFull(error)) return diskFull(error);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isDiskFull(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function diskFull(error: NodeJS.ErrnoException): string {
  return `the disk is full (${error.path ?? 'while writing'}): free some space, or choose another place with --state DIR`;
}
