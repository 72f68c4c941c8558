import type { EngineState } from '../engines/engine';
import type { SlotCounter } from './slot-counter';

/** An abort takes the engine a moment: only what is still there at the next look counts. */
const LOOKS = 2;

/** Compares the guard's leases with the engine's own count, and takes the difference out of service. */
export class Reconciliation {
  private looksWithOrphans = 0;

  constructor(private readonly slots: SlotCounter) {}

  /** To be called about once a second. */
  look(state: EngineState): void {
    if (state.kind === 'down' || !('working' in state)) return;
    const orphans = state.working - this.slots.leases;
    this.looksWithOrphans = orphans > 0 ? this.looksWithOrphans + 1 : 0;
    this.slots.quarantine(this.looksWithOrphans >= LOOKS ? orphans : 0);
  }
}
