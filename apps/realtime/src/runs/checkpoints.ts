/** Writes the whole text so far into the log. */
export type Commit = (text: string) => Promise<void>;

export interface CheckpointsOptions {
  /** What the log holds already. */
  readonly text: string;
  readonly commit: Commit;
  /** How long text may wait for company before it is committed, in milliseconds. */
  readonly delayMs: number;
  /** Told once of the commit that failed for good; nothing is written after it. */
  readonly onError: (error: unknown) => void;
}

/** Longest answer, in UTF-16 units. */
export const LONGEST_ANSWER = 20_000;

/**
 * Turns pieces of text into commits: one at a time, and whatever arrives during one goes into the next. So a slow
 * database makes commits larger, not a queue longer.
 */
export class Checkpoints {
  /** Everything appended. */
  private text: string;
  private committed: string;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly options: CheckpointsOptions) {
    this.text = options.text;
    this.committed = options.text;
  }

  /** Appends text; NUL and halves of characters, which PostgreSQL cannot store, become U+FFFD once their turn comes. */
  append(piece: string): void {
    this.text += piece.replaceAll('\u0000', '\ufffd');
    this.schedule();
  }

  /**
   * Commits what is left, as far as it is whole characters.
   * @returns the text that the log holds, and what an ending may add: the last half character, if there is one
   * @throws the error of the commit that failed
   */
  async flush(): Promise<string> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.isBehind) await this.write();
    if (this.failure) throw this.failure.error;
    return wellFormed(this.text);
  }

  private get isBehind(): boolean {
    return !this.failure && this.committable().length > this.committed.length;
  }

  private schedule(): void {
    if (this.writing ?? this.timer ?? this.failure) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.write();
    }, this.options.delayMs);
  }

  private write(): Promise<void> {
    this.writing ??= this.writeOnce().finally(() => {
      this.writing = undefined;
      if (this.isBehind) this.schedule();
    });
    return this.writing;
  }

  private async writeOnce(): Promise<void> {
    const next = this.committable();
    try {
      await this.options.commit(next);
      this.committed = next;
    } catch (error) {
      this.failure = { error };
      this.options.onError(error);
    }
  }

  /** A high surrogate at the end waits for its other half, which the next piece may bring. */
  private committable(): string {
    const hasHalf = /[\ud800-\udbff]$/.test(this.text);
    return wellFormed(hasHalf ? this.text.slice(0, -1) : this.text);
  }
}

/** Replaces halves of characters by U+FFFD, which is as long, so that offsets stay what they are. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
