import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

/** A file is turned over at this size; one older file is kept, so a pod never holds more than twice as much. */
const bound = 10 * 1024 * 1024;

/** How many last lines are kept in memory to be shown when the program fails. */
const tailLength = 20;

/** A line longer than this is cut: a program that never ends its lines must not fill the memory. */
const longestLine = 16 * 1024;

/** The output of one container, each line prefixed with its name. */
export class LogFile {
  private file: number;
  private size: number;
  private partial = '';
  private lines: string[] = [];

  /**
   * @param path is continued when it exists
   * @param prefix stands before each line in the file, for example `realtime-0`
   */
  constructor(
    readonly path: string,
    private readonly prefix: string,
  ) {
    this.file = openSync(path, 'a', 0o600);
    this.size = statSync(path).size;
  }

  /** Takes output as it comes; lines are written when they are whole. */
  take(chunk: string): void {
    const lines = (this.partial + chunk).split('\n');
    this.partial = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) this.write(line.slice(0, longestLine));
  }

  /** Writes what has no line end yet, for example the last words of a program that died. */
  flush(): void {
    if (this.partial !== '') this.write(this.partial);
    this.partial = '';
  }

  /** The last lines, without the prefix. */
  get tail(): readonly string[] {
    return this.lines;
  }

  /** Forgets the tail, so that the next failure shows its own lines only. */
  startAnew(): void {
    this.flush();
    this.lines = [];
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private write(line: string): void {
    this.lines = [...this.lines.slice(1 - tailLength), line];
    if (this.size > bound) this.turnOver();
    this.size += writeSync(this.file, `${this.prefix} | ${line}\n`);
  }

  private turnOver(): void {
    closeSync(this.file);
    renameSync(this.path, `${this.path}.1`);
    this.file = openSync(this.path, 'a', 0o600);
    this.size = 0;
  }
}
