/** Migrations cannot be applied. The message is one line: which one, why, and what to do next. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}
