import type { FailoverPolicy, FailoverSession } from './failover-policy';

/**
 * No failover in mid-stream: an answer is begun anew elsewhere only while the client has none of it. Afterwards the
 * stream ends with an error, and the caller decides.
 */
export const restartBeforeFirstToken: FailoverPolicy = {
  begin: (body) => new UnsentSession(body),
};

class UnsentSession implements FailoverSession {
  private isUntouched = true;

  constructor(private readonly original: Buffer) {}

  body(): Buffer {
    return this.original;
  }

  forwarded(): void {
    this.isUntouched = false;
  }

  canContinue(): boolean {
    return this.isUntouched;
  }
}
