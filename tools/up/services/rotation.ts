/** Takes turns: each call begins one further along, so that every target is first equally often. */
export class Rotation<T> {
  private turn = 0;

  /** All targets, beginning with the one whose turn it is; the others follow as fallbacks. */
  next(targets: readonly T[]): readonly T[] {
    if (targets.length === 0) return [];
    const first = this.turn % targets.length;
    this.turn = (this.turn + 1) % Number.MAX_SAFE_INTEGER;
    return [...targets.slice(first), ...targets.slice(0, first)];
  }
}
