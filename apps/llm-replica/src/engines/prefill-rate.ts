/** Shorter prompts say more about fixed costs than about speed. */
const LEAST_TOKENS = 32;
/** Weight of the newest measurement. */
const NEWEST = 0.3;

/** A moving average of how fast prompts are read, in tokens a second. */
export class PrefillRate {
  private average = 0;

  /** Tokens a second; 0 until the first long enough prompt. */
  get tokensPerSecond(): number {
    return this.average;
  }

  /** `tokens` were read in `milliseconds`; cached tokens do not count. */
  measured(tokens: number, milliseconds: number): void {
    if (tokens < LEAST_TOKENS || milliseconds <= 0) return;
    const rate = (tokens * 1_000) / milliseconds;
    this.average = this.average === 0 ? rate : NEWEST * rate + (1 - NEWEST) * this.average;
  }
}
