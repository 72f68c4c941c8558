/** A download could not be had. The message is one line: what failed, where, and what to do next. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
}
