import type { LlamaContext, LlamaContextSequence } from 'node-llama-cpp';

/** One of the context's sequences, and whose words its memory holds. */
export interface Seat {
  readonly sequence: LlamaContextSequence;
  /** Conversation of the last request. @default - none was named */
  readonly conversation: string | undefined;
}

/**
 * The sequences of one context, each with the memory of the last request it served. A conversation that comes back
 * gets its sequence again if it is free, so that only what was added needs reading.
 */
export class SequencePool {
  /** Free seats, the longest unused first. */
  private readonly free: Seat[];

  constructor(private readonly context: LlamaContext) {
    const count = context.sequencesLeft;
    this.free = Array.from({ length: count }, () => ({ sequence: context.getSequence(), conversation: undefined }));
  }

  /** @throws Error when every sequence is in use, which the guard's slots rule out. */
  take(conversation: string | undefined): Seat {
    const known = conversation === undefined ? -1 : this.free.findIndex((seat) => seat.conversation === conversation);
    const [seat] = this.free.splice(Math.max(0, known), 1);
    if (!seat) throw new Error('every sequence is in use: the guard gave out more slots than the context has');
    return seat;
  }

  giveBack({ sequence }: Seat, conversation: string | undefined): void {
    this.free.push({ sequence, conversation });
  }

  /** Puts a fresh sequence in the place of one whose state is in doubt. */
  async replace({ sequence }: Seat): Promise<void> {
    // Only afterwards has the context a sequence left again.
    await sequence.dispose();
    this.free.push({ sequence: this.context.getSequence(), conversation: undefined });
  }
}
