/** Ctrl-C and its relatives: the first asks for an orderly end, the next ones for a quick one. */
export class Interrupts {
  private count = 0;
  private stop: () => void = () => undefined;
  private hurry: () => void = () => undefined;
  /** Resolves at the first signal. */
  readonly first: Promise<void>;

  constructor() {
    this.first = new Promise((resolve) => (this.stop = resolve));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.take());
  }

  get isStopping(): boolean {
    return this.count > 0;
  }

  /** What to do at the second signal. */
  onSecond(hurry: () => void): void {
    this.hurry = hurry;
  }

  private take(): void {
    this.count += 1;
    if (this.count === 1) this.stop();
    else this.hurry();
  }
}
