import { setTimeout as pause } from 'node:timers/promises';

export interface RepetitionOptions {
  /** Pause between the end of one turn and the beginning of the next, in milliseconds; varied by a fifth. */
  readonly everyMs: number;
  readonly task: () => Promise<void>;
  /** Told of turns that failed; the next one comes all the same. */
  readonly onError: (error: unknown) => void;
}

/** Does something again and again, one turn at a time, until stopped. */
export class Repetition {
  private readonly stopping = new AbortController();
  private readonly ended: Promise<void>;

  constructor(private readonly options: RepetitionOptions) {
    this.ended = this.run();
  }

  /** Waits for the running turn, and begins no other. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended;
  }

  private async run(): Promise<void> {
    const { everyMs, task, onError } = this.options;
    const { signal } = this.stopping;
    while (await waited(everyMs * (0.9 + Math.random() / 5), signal)) await task().catch(onError);
  }
}

/** @returns false when the wait was cut short */
function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal, ref: false }).catch(() => false);
}
