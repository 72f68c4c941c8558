import { readFileSync, statSync } from 'node:fs';

/** Paths under names that mean something to the reader, for example `{ cert: '/etc/perchoir/tls/tls.crt' }`. */
export type Paths = Readonly<Record<string, string>>;

/** Contents by the same names. */
export type Contents<P extends Paths> = { readonly [K in keyof P]: Buffer };

/**
 * A group of files that is read together and read again when any of them changes.
 *
 * Kubernetes renews a mounted Secret by swapping a symbolic link, which file watchers miss: times and sizes are
 * polled instead. A group that cannot be read or that its reader refuses leaves the last good one in use.
 */
export class WatchedFiles<P extends Paths> {
  private stamp: string;
  private timer: NodeJS.Timeout | undefined;

  /** @throws Error naming the file that cannot be read. */
  constructor(private readonly paths: P) {
    this.stamp = this.currentStamp();
  }

  /** Reads every file now. @throws Error naming the file that cannot be read. */
  read(): Contents<P> {
    const contents = Object.entries(this.paths).map(([name, path]) => [name, readNamed(path)]);
    return Object.fromEntries(contents) as Contents<P>;
  }

  /**
   * Calls `use` with the new contents after each change until `close`.
   * @param onError told of a change that could not be used; polling goes on
   * @param everyMs pause between two looks, in milliseconds. @default 10 000
   */
  follow(use: (contents: Contents<P>) => void, onError: (error: unknown) => void, everyMs = 10_000): void {
    this.timer = setInterval(() => this.lookOnce(use, onError), everyMs);
    this.timer.unref();
  }

  /** Stops following. */
  close(): void {
    clearInterval(this.timer);
  }

  private lookOnce(use: (contents: Contents<P>) => void, onError: (error: unknown) => void): void {
    try {
      const stamp = this.currentStamp();
      if (stamp === this.stamp) return;
      use(this.read());
      this.stamp = stamp;
    } catch (error) {
      onError(error);
    }
  }

  private currentStamp(): string {
    return Object.values(this.paths).map(stampOf).join('|');
  }
}

function stampOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs}:${size}:${ino}`;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function readNamed(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): Error {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
  return new Error(`Cannot read ${path} (${reason}): mount it, or correct the variable that names it`, { cause });
}
