/** One signal for everything that may end an attempt: the client is gone, or a phase took too long. */
export class Deadline {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private readonly onParent = () => this.controller.abort(this.parent.reason);

  constructor(private readonly parent: AbortSignal) {
    if (parent.aborted) this.onParent();
    else parent.addEventListener('abort', this.onParent, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Replaces the running phase by one that aborts with `reason()` after `ms`. */
  phase(ms: number, reason: () => Error): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller.abort(reason()), ms);
  }

  /** Ends the running phase: nothing is due. */
  pause(): void {
    clearTimeout(this.timer);
  }

  /** Aborts now, which closes whatever still runs under the signal. */
  end(reason: Error = new Error('the attempt is over')): void {
    clearTimeout(this.timer);
    this.parent.removeEventListener('abort', this.onParent);
    this.controller.abort(reason);
  }
}
