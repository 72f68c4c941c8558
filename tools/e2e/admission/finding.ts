/** Something that the server does not take as it is. */
export interface Finding {
  /** Relative to the checkout. */
  readonly file: string;
  /** What was asked of the server, and what it said. */
  readonly reason: string;
}
