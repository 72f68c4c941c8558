import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { channelOf, parseNotice, type Notice } from './channel';

export interface ListenerOptions {
  /** Opens a connection of its own, outside the pool: LISTEN belongs to a session. */
  readonly connect: () => Promise<Client>;
  /** This process. */
  readonly pod: string;
  /** What else the connection is for, done before notices are received. */
  readonly onConnected: (client: Client) => Promise<void>;
  readonly onNotice: (notice: Notice) => void;
  /** Called whenever listening begins, also again: notices may have been missed before. */
  readonly onListening: () => void;
  readonly onError: (error: unknown) => void;
}

/** Pause before a lost connection is opened again, in milliseconds; twice as long after each failure. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Receives the notices meant for this pod, and keeps listening through restarts of the database. */
export class Listener {
  private client: Client | undefined;
  private readonly closing = new AbortController();

  constructor(private readonly options: ListenerOptions) {}

  /** Whether notices arrive at present. */
  get isListening(): boolean {
    return this.client !== undefined;
  }

  /** Listens until `close`. */
  async run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.closing.signal.aborted) {
      try {
        await this.listenOnce(() => (pauseMs = FIRST_PAUSE_MS));
      } catch (error) {
        if (!this.closing.signal.aborted) this.options.onError(error);
      }
      await pause(pauseMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.client?.end();
  }

  private async listenOnce(onListening: () => void): Promise<void> {
    const client = await this.options.connect();
    const ended = new Promise<void>((resolve, reject) => {
      client.once('error', reject);
      client.once('end', resolve);
    });
    ended.catch(() => undefined);
    try {
      client.on('notification', ({ payload }) => this.receive(payload ?? ''));
      await client.query(`LISTEN ${channelOf(this.options.pod)}`);
      await this.options.onConnected(client);
      this.client = client;
      onListening();
      this.options.onListening();
      await ended;
    } finally {
      this.client = undefined;
      await client.end().catch(() => undefined);
    }
  }

  private receive(payload: string): void {
    const notice = parseNotice(payload);
    if (notice) this.options.onNotice(notice);
  }
}
