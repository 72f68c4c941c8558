/** Counts what is open to each target, and prefers the one with the least. */
export class LeastConnections {
  private readonly open = new Map<string, number>();

  /** The targets, the least busy first; equals stay in their order. */
  order(targets: readonly string[]): readonly string[] {
    return [...targets].sort((a, b) => this.count(a) - this.count(b));
  }

  /** Notes a connection. @returns lets go of it; calling it again does nothing */
  take(target: string): () => void {
    this.open.set(target, this.count(target) + 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.open.set(target, this.count(target) - 1);
      isHeld = false;
    };
  }

  private count(target: string): number {
    return this.open.get(target) ?? 0;
  }
}
