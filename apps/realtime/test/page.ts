import { randomUUID } from 'node:crypto';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { EntryReference, Joined, Progress, Refused, WireEntry } from '../src/events';
import { Transcript } from './transcript';

/** Longest wait for an acknowledgement or an event, in milliseconds. */
const PATIENCE_MS = 15_000;

/** A visitor's page: one conversation over as many connections as it takes. */
export class Page {
  readonly transcript = new Transcript();
  readonly progress: Progress[] = [];
  readonly notices: string[] = [];
  token: string | undefined;
  /** Called with each whole entry that arrives. */
  onEntry: (entry: WireEntry) => void = () => undefined;
  private socket: Socket | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly botKey: string) {}

  /** Connects to a server and joins, resuming what the page holds. */
  async open(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Joined> {
    this.close();
    const socket = await connected(url, options);
    this.socket = socket;
    socket.on('entry', (entry) => {
      this.onEntry(entry);
      this.seen(() => this.transcript.entry(entry));
    });
    socket.on('delta', (delta) => this.seen(() => this.transcript.delta(delta)));
    socket.on('progress', (progress) => this.progress.push(progress));
    socket.on('draining', () => this.notices.push('draining'));
    socket.on('disconnect', (reason) => this.notices.push(reason));
    const joined = await this.ask<Joined>('join', {
      botKey: this.botKey,
      ...(this.token === undefined ? {} : { token: this.token }),
      after: this.transcript.settledUpTo,
    });
    this.token = joined.token;
    return joined;
  }

  close(): void {
    this.socket?.close();
  }

  /** @throws the refusal */
  async ask<T>(event: string, payload: unknown): Promise<T> {
    const answer = await this.request<T>(event, payload);
    if (isRefused(answer)) throw Object.assign(new Error(answer.error.title), answer.error);
    return answer;
  }

  async request<T>(event: string, payload: unknown): Promise<T | Refused> {
    if (!this.socket) throw new Error('open the page first');
    return (await this.socket.timeout(PATIENCE_MS).emitWithAck(event, payload)) as T | Refused;
  }

  async send(text: string, id: string = randomUUID()): Promise<number> {
    return (await this.ask<EntryReference>('send', { id, text })).seq;
  }

  /** The entry once `condition` holds. */
  async until(seq: number, condition: (entry: WireEntry) => boolean): Promise<WireEntry> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const entry = this.transcript.at(seq);
      if (entry && condition(entry)) return entry;
      if (Date.now() > deadline) throw new Error(`entry ${seq} is still ${JSON.stringify(entry)}`);
      await new Promise<void>((resolve) => {
        this.waiting.add(resolve);
        setTimeout(resolve, 250);
      });
    }
  }

  ended(seq: number): Promise<WireEntry> {
    return this.until(seq, ({ state }) => state !== 'streaming');
  }

  private seen(take: () => void): void {
    take();
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}

/** A WebSocket connection. @throws Error when the server refuses it */
export async function connected(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...options });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
  });
  return socket;
}

function isRefused(answer: unknown): answer is Refused {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}
