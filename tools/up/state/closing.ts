/** Steps that undo what was opened; they run the other way round, each even when another one failed. */
export class Closing {
  private readonly steps: (() => Promise<void> | void)[] = [];

  /** Adds a step that will run before all that are there already. */
  defer(step: () => Promise<void> | void): void {
    this.steps.push(step);
  }

  /** Runs all steps. @throws the first error, after the last step */
  async closeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
