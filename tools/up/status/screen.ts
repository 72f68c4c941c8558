import { tableLines } from './table';
import type { Row } from './rows';

/** Where the run tells what it does. */
export interface Screen {
  /** One line that stays. */
  say(line: string): void;
  /** The line that stands last: below the table on a terminal. */
  announce(line: string): void;
  /** The table as it is now. */
  show(rows: readonly Row[]): void;
  /** Draws the last table for good, and nothing after it. */
  close(): void;
}

/** A live table on a terminal, plain lines everywhere else. */
export function openScreen(output: NodeJS.WriteStream): Screen {
  return output.isTTY ? new LiveScreen(output) : new PlainScreen(output);
}

/** A redraw for each of a burst of changes would flicker and cost more than the changes. */
const redrawEveryMs = 200;

class LiveScreen implements Screen {
  private rows: readonly Row[] = [];
  private announced: readonly string[] = [];
  private drawn = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly output: NodeJS.WriteStream) {}

  say(line: string): void {
    this.erase();
    this.output.write(`${line}\n`);
    this.draw();
  }

  announce(line: string): void {
    this.announced = [line];
    this.erase();
    this.draw();
  }

  show(rows: readonly Row[]): void {
    this.rows = rows;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.erase();
      this.draw();
    }, redrawEveryMs);
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.announced = [];
    this.erase();
    this.draw();
    this.rows = [];
    this.drawn = 0;
  }

  private erase(): void {
    if (this.drawn > 0) this.output.write(`\x1b[${this.drawn}A\x1b[0J`);
    this.drawn = 0;
  }

  private draw(): void {
    if (this.rows.length === 0) return;
    // A table higher than the terminal could not be erased again.
    // Some terminals do not know their size and say 0.
    const { columns, rows } = { columns: this.output.columns || 80, rows: this.output.rows || 24 };
    const table = tableLines(this.rows, columns).slice(0, Math.max(1, rows - 3));
    const lines = [...table, ...this.announced];
    this.output.write(`${lines.join('\n')}\n`);
    this.drawn = lines.length;
  }
}

class PlainScreen implements Screen {
  private last = new Map<string, string>();

  constructor(private readonly output: NodeJS.WriteStream) {}

  say(line: string): void {
    this.output.write(`${line}\n`);
  }

  announce(line: string): void {
    this.say(line);
  }

  show(rows: readonly Row[]): void {
    for (const row of rows) {
      // What a job says changes with every line that it logs; its log file has them all.
      const state = row.health.startsWith('running: ')
        ? 'running'
        : row.pods === ''
          ? row.health
          : `${row.health} (${row.pods})`;
      if (this.last.get(row.name) !== state && row.mood !== 'off') this.output.write(`${row.name}: ${state}\n`);
      this.last.set(row.name, state);
    }
  }

  close(): void {
    this.last.clear();
  }
}
