import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How far from the end, in pixels, still counts as being at the end. */
const nearEnd = 48;

/** Keeps the latest words in view while they grow, unless the visitor has scrolled up to read. */
export class ScrollFollower implements ReactiveController {
  /** Whether the end is in view. */
  isAtEnd = true;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly box: () => HTMLElement | null,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.isAtEnd) this.jump();
  }

  /** Looks where the visitor has scrolled to. */
  look(): void {
    const box = this.box();
    if (!box) return;
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd;
    if (isAtEnd === this.isAtEnd) return;
    this.isAtEnd = isAtEnd;
    this.host.requestUpdate();
  }

  /** Goes to the end and follows it again. */
  toEnd(): void {
    this.isAtEnd = true;
    this.host.requestUpdate();
  }

  private jump(): void {
    const box = this.box();
    if (box) box.scrollTop = box.scrollHeight;
  }
}
