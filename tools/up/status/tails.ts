import type { Exit } from '../pods/running-process';

/** Decides which last lines are worth showing: a pod that keeps failing for the same reason says so once. */
export class Tails {
  private readonly shown = new Map<string, string>();

  /** The lines to show for the end of a pod's process. */
  due(pod: string, exit: Exit, lastLines: readonly string[]): readonly string[] {
    // Whoever was killed from outside left no reason in its last lines.
    if (exit.kind === 'signal') return [];
    const reason = withoutNumbers(lastLines.join('\n'));
    if (this.shown.get(pod) === reason) return [];
    this.shown.set(pod, reason);
    return lastLines;
  }
}

/** Times, process ids and addresses differ between two failures of one cause. */
function withoutNumbers(text: string): string {
  return text.replace(/[0-9]+/g, '0');
}
