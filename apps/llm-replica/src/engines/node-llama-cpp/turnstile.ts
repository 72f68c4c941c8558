/**
 * Lets short work have the context to itself while answers are being written.
 *
 * The library computes in a loop that keeps the context locked for as long as any sequence has asked for its next
 * token. Clearing a sequence needs the same lock: without a pause it would wait until every running answer is over.
 * So whoever computes passes here between two steps, and waits while somebody needs the context.
 */
export class Turnstile {
  private claims = 0;
  private opening: Promise<void> = Promise.resolve();
  private open: () => void = () => undefined;

  /** Waits while work has the context to itself. */
  async pass(): Promise<void> {
    while (this.claims > 0) await this.opening;
  }

  /** Does work that needs the context; those who compute pause after their current step. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.claims === 0) this.opening = new Promise((resolve) => (this.open = resolve));
    this.claims += 1;
    try {
      return await work();
    } finally {
      this.claims -= 1;
      if (this.claims === 0) this.open();
    }
  }
}
