import { Problem } from '@perchoir/service/problem';
import type { Socket } from 'socket.io';
import type { TokenBucket } from '../admission/token-bucket';
import type { Language, PublishedBot } from '../bots/published-bot';
import type { ClientEvents, ServerEvents } from '../events';
import type { Feed, Reader } from '../feeds/feed';

/** A visitor's connection. */
export type VisitorSocket = Socket<ClientEvents, ServerEvents>;

/** What a connection is once it has joined. */
export interface Membership {
  readonly visitor: string;
  readonly conversation: string;
  readonly bot: PublishedBot;
  readonly feed: Feed;
  /** Language of the last question, for the next one that does not show its own. */
  language: Language;
}

/** One connection and what it has joined. */
export class Session {
  /** Present after the first join. */
  membership: Membership | undefined;
  readonly reader: Reader;

  constructor(
    private readonly socket: VisitorSocket,
    /** Limits every event of the connection. */
    readonly events: TokenBucket,
  ) {
    this.reader = {
      entry: (entry) => socket.emit('entry', entry),
      delta: (delta) => socket.emit('delta', delta),
      progress: (progress) => socket.emit('progress', progress),
    };
  }

  /** The page's origin, as the browser stated it. */
  get origin(): string | undefined {
    return this.socket.handshake.headers.origin;
  }

  get isConnected(): boolean {
    return this.socket.connected;
  }

  /** @throws Problem 409 before the first join */
  get member(): Membership {
    if (this.membership) return this.membership;
    throw new Problem(409, 'not-joined', { title: 'Join a conversation first.' });
  }
}
