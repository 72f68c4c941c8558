import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { Transcript, type PageDelta, type PageEntry } from './transcript';

/** Longest wait for an acknowledgement before the page connects anew, in milliseconds. */
const ACKNOWLEDGED_WITHIN_MS = 5_000;

/** Pause before another try to connect, in milliseconds. */
const RECONNECT_AFTER_MS = 200;

/** An acknowledgement that refuses. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    title: string,
  ) {
    super(title);
  }
}

/** A visitor's page without a window: it speaks the protocol as the widget does, and reconnects until told to close. */
export class Page {
  readonly transcript = new Transcript();
  conversation = '';
  /** How often it had to connect again. */
  reconnects = -1;
  private token: string | undefined;
  private socket: Socket | undefined;
  private joined: Promise<void> | undefined;
  private isClosed = false;

  /**
   * @param url - of the front door
   * @param botKey - public key of the bot
   */
  constructor(
    private readonly url: string,
    private readonly botKey: string,
  ) {}

  /** Connects and joins; from then on connections that break are replaced. */
  open(): Promise<void> {
    this.joined ??= this.connect();
    return this.joined;
  }

  close(): void {
    this.isClosed = true;
    this.socket?.close();
  }

  /** Sends until it is acknowledged, always with one id. @returns the message's id and seq */
  async send(text: string): Promise<{ readonly id: string; readonly seq: number }> {
    const id = randomUUID();
    return { id, seq: (await this.persist<{ seq: number }>('send', { id, text })).seq };
  }

  /** Asks for a new answer. @returns its seq */
  async retry(seq: number): Promise<number> {
    return (await this.persist<{ seq: number }>('retry', { seq })).seq;
  }

  /** Waits until the entry does not grow any more. @returns undefined when the patience ran out */
  async ended(seq: number, patienceMs: number): Promise<PageEntry | undefined> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      const entry = this.transcript.at(seq);
      if (entry && entry.state !== 'streaming') return entry;
      await pause(20);
    }
    return undefined;
  }

  private async persist<T>(event: string, payload: object): Promise<T> {
    for (;;) {
      try {
        await this.open();
        return await this.ask<T>(event, payload);
      } catch (error) {
        if (this.isClosed || (error instanceof Refused && error.status < 500)) throw error;
        await pause(RECONNECT_AFTER_MS);
      }
    }
  }

  private async connect(): Promise<void> {
    while (!this.isClosed) {
      const socket = io(this.url, { transports: ['websocket'], reconnection: false, forceNew: true });
      this.socket = socket;
      socket.on('entry', (entry: PageEntry) => this.transcript.entry(entry));
      socket.on('delta', (delta: PageDelta) => this.transcript.delta(delta));
      try {
        await connected(socket);
        await this.join();
        this.reconnects += 1;
        socket.once('disconnect', () => this.reconnect());
        if (socket.connected) return;
      } catch (error) {
        if (error instanceof Refused && error.status < 500 && error.status !== 429) throw error;
      }
      socket.removeAllListeners().close();
      await pause(RECONNECT_AFTER_MS);
    }
  }

  private reconnect(): void {
    this.socket?.removeAllListeners();
    this.joined = this.connect();
    this.joined.catch(() => undefined);
  }

  private async join(): Promise<void> {
    const token = this.token === undefined ? {} : { token: this.token };
    const payload = { botKey: this.botKey, ...token, after: this.transcript.settledUpTo };
    const joined = await this.ask<{ token: string; conversation: string }>('join', payload);
    this.token = joined.token;
    this.conversation = joined.conversation;
  }

  private async ask<T>(event: string, payload: object): Promise<T> {
    const socket = this.socket as Socket;
    const answer: unknown = await socket.timeout(ACKNOWLEDGED_WITHIN_MS).emitWithAck(event, payload);
    const { error } = answer as { readonly error?: { readonly status: number; readonly title: string } };
    if (error) throw new Refused(error.status, error.title);
    return answer as T;
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}
