/**
 * Rejects with the first error that nobody caught, for example a full disk while a log was written. The run then
 * stops its pods in order; later errors of the same kind must not end the process before that is done.
 */
export function firstAccident(): Promise<never> {
  return new Promise((_, reject) => {
    process.on('uncaughtException', reject).on('unhandledRejection', reject);
  });
}
