import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import { ClientGone, goneSignal } from '@perchoir/service/client-gone';

/** A client that stops reading for this long counts as gone: it must not hold a slot. */
const STALL_MS = 30_000;

/** The connection that an answer goes to, and whether somebody is still there. */
export class ClientConnection {
  /** Aborted as soon as the client is gone. */
  readonly signal: AbortSignal;

  constructor(private readonly response: ServerResponse) {
    this.signal = goneSignal(response);
  }

  /** Begins a stream of server-sent events, and sends its headers at once. */
  openEvents(): void {
    const type = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' };
    this.response.writeHead(200, type).flushHeaders();
  }

  /** Sends one event. Waits while the client reads more slowly than the engine writes. @throws ClientGone */
  async sendEvent(data: unknown): Promise<void> {
    this.signal.throwIfAborted();
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    if (this.response.write(`data: ${text}\n\n`)) return;
    const patience = AbortSignal.any([this.signal, AbortSignal.timeout(STALL_MS)]);
    try {
      await once(this.response, 'drain', { signal: patience });
    } catch {
      this.response.destroy();
      throw new ClientGone();
    }
  }

  end(): void {
    this.response.end();
  }
}
