import { io, type Socket } from 'socket.io-client';
import type { Acknowledgement, BotProfile, ClientEvents, Delta, Refusal, ServerEvents } from './events';
import type { Memory } from './memory';
import {
  completeUpTo,
  emptyTranscript,
  withDelta,
  withEntry,
  withoutPending,
  withPending,
  withProgress,
  type Transcript,
} from './transcript';

/** How the conversation is connected. `refused` is final: trying again would be refused again. */
export type Status =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'reconnecting'; readonly since: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** All that the page shows. */
export interface Snapshot {
  readonly status: Status;
  readonly bot: BotProfile | undefined;
  readonly transcript: Transcript;
}

export interface ConnectionOptions {
  /** Origin of the realtime server. */
  readonly server: string;
  readonly botKey: string;
  readonly memory: Memory;
  readonly onChange: (snapshot: Snapshot) => void;
  /** Longest wait for an acknowledgement, in milliseconds. @default 10 000 */
  readonly acknowledgeWithinMs?: number;
}

/**
 * A conversation that survives its connection: after every reconnect it joins again, asks for exactly what it misses,
 * and sends again what was never acknowledged, under the same ids.
 */
export class Connection {
  private snapshot: Snapshot = { status: { kind: 'connecting' }, bot: undefined, transcript: emptyTranscript };
  private readonly socket: Socket<ServerEvents, ClientEvents>;
  private retryAfterMs: number | undefined;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: ConnectionOptions) {
    this.socket = io(options.server, {
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      randomizationFactor: 0.5,
    });
    this.listen();
  }

  open(): void {
    this.socket.connect();
  }

  close(): void {
    clearTimeout(this.reconnectTimer);
    this.socket.disconnect();
  }

  /** Sends a message; it shows at once and is confirmed when its entry arrives. */
  send(text: string, id: string = crypto.randomUUID()): void {
    this.changeTranscript(withPending(this.snapshot.transcript, { id, text }));
    if (this.snapshot.status.kind === 'online') void this.deliver(id, text);
  }

  /** Gives up a message that was refused. */
  discard(id: string): void {
    this.changeTranscript(withoutPending(this.snapshot.transcript, id));
  }

  /** Stops the answer that is being written. */
  stop(seq: number): void {
    void this.ask('stop', () => this.acknowledged().emitWithAck('stop', { seq }));
  }

  /** Asks for a new answer in place of one that failed. */
  retry(seq: number): void {
    void this.ask('retry', () => this.acknowledged().emitWithAck('retry', { seq }));
  }

  /** Rates an answer. @returns whether the server took it */
  async rate(seq: number, value: 1 | -1): Promise<boolean> {
    return (await this.ask('rate', () => this.acknowledged().emitWithAck('rate', { seq, value }))) !== undefined;
  }

  private listen(): void {
    const { socket } = this;
    socket.on('connect', () => void this.join());
    socket.on('entry', (entry) => this.changeTranscript(withEntry(this.snapshot.transcript, entry)));
    socket.on('progress', (progress) => this.changeTranscript(withProgress(this.snapshot.transcript, progress)));
    socket.on('delta', (delta) => this.append(delta));
    socket.on('draining', ({ retryAfterMs }) => (this.retryAfterMs = retryAfterMs));
    socket.on('problem', (refusal) => this.refused(refusal));
    socket.on('disconnect', (reason) => this.disconnected(reason));
    socket.on('connect_error', () => this.lost());
  }

  private async join(after = completeUpTo(this.snapshot.transcript)): Promise<void> {
    const { botKey, memory } = this.options;
    const token = memory.token();
    const joined = await this.ask('join', () =>
      this.acknowledged().emitWithAck('join', token ? { botKey, token, after } : { botKey }),
    );
    if (!joined) return;
    memory.keep(joined.token);
    this.change({ status: { kind: 'online' }, bot: joined.bot });
    await this.deliverPending();
  }

  private async deliverPending(): Promise<void> {
    const waiting = this.snapshot.transcript.pending.filter(({ refusal }) => refusal === undefined);
    for (const { id, text } of waiting) await this.deliver(id, text);
  }

  private async deliver(id: string, text: string): Promise<void> {
    const answer = await this.emit(() => this.acknowledged().emitWithAck('send', { id, text }));
    if (!answer || !('error' in answer)) return;
    this.changeTranscript(withPending(this.snapshot.transcript, { id, text, refusal: answer.error.title }));
  }

  private append(delta: Delta): void {
    const longer = withDelta(this.snapshot.transcript, delta);
    if (longer) this.changeTranscript(longer);
    else void this.join(delta.seq - 1);
  }

  /** Asks and answers with the payload; a refusal is shown, and an unanswered request is asked again after a reconnect. */
  private async ask<T extends object>(
    event: keyof ClientEvents,
    emit: () => Promise<Acknowledgement<T>>,
  ): Promise<T | undefined> {
    const answer = await this.emit(emit);
    if (!answer) {
      if (event === 'join') this.again();
      return undefined;
    }
    if (!('error' in answer)) return answer;
    if (event === 'join') this.joinRefused(answer.error);
    return undefined;
  }

  private async emit<T>(emit: () => Promise<T>): Promise<T | undefined> {
    try {
      return await emit();
    } catch {
      return undefined;
    }
  }

  private joinRefused(refusal: Refusal): void {
    const isTokenAtFault = refusal.status === 401 && this.options.memory.token() !== undefined;
    if (isTokenAtFault) {
      this.options.memory.forget();
      this.change({ transcript: { ...emptyTranscript, pending: this.snapshot.transcript.pending } });
      void this.join();
    } else if (refusal.status === 429 || refusal.status >= 500) this.again();
    else this.refused(refusal);
  }

  private refused(refusal: Refusal): void {
    this.change({ status: { kind: 'refused', refusal } });
    this.close();
  }

  private again(): void {
    this.socket.disconnect();
    this.lost();
    this.reconnectAfter(2_000);
  }

  private disconnected(reason: Socket.DisconnectReason): void {
    if (this.snapshot.status.kind === 'refused' || reason === 'io client disconnect') return;
    this.lost();
    // Socket.IO reconnects by itself except when the server closed the connection, as it does when it drains.
    if (reason === 'io server disconnect') this.reconnectAfter(this.retryAfterMs ?? 1_000);
    this.retryAfterMs = undefined;
  }

  private reconnectAfter(ms: number): void {
    clearTimeout(this.reconnectTimer);
    this.reconnectTimer = setTimeout(() => this.socket.connect(), ms * (0.75 + Math.random() / 2));
  }

  private lost(): void {
    if (this.snapshot.status.kind === 'online') this.change({ status: { kind: 'reconnecting', since: Date.now() } });
  }

  private acknowledged() {
    return this.socket.timeout(this.options.acknowledgeWithinMs ?? 10_000);
  }

  private changeTranscript(transcript: Transcript): void {
    this.change({ transcript });
  }

  private change(changes: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, ...changes };
    this.options.onChange(this.snapshot);
  }
}
