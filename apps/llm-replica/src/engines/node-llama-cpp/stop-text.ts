/** What may be shown of an answer so far, and whether a stop text has ended it. */
export type Shown = { readonly text: string; readonly isStopped: boolean };

/**
 * Finds the first of some texts in a stream of pieces. What could be the beginning of one is held back, so that no part
 * of a stop text is ever shown, wherever the pieces are cut.
 */
export class StopText {
  private held = '';

  /** @param stops non-empty texts at which the answer ends */
  constructor(private readonly stops: readonly string[]) {}

  push(piece: string): Shown {
    const text = this.held + piece;
    const found = this.stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    if (found.length > 0) return { text: text.slice(0, Math.min(...found)), isStopped: true };
    const keep = Math.max(0, ...this.stops.map((stop) => overlap(text, stop)));
    this.held = text.slice(text.length - keep);
    return { text: text.slice(0, text.length - keep), isStopped: false };
  }

  /** What is held back when the answer ends without a stop text. */
  rest(): string {
    return this.held;
  }
}

/** Length of the longest end of `text` that is a beginning of `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
