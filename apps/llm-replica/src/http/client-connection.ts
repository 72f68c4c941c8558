import type { ServerResponse } from 'node:http';
import { once } from 'node:events';

/** The client closed its connection before the answer was complete. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';

  constructor() {
    super('the client closed the connection');
  }
}

/** A client that stops reading for this long counts as gone: it must not hold a slot. */
const STALL_MS = 30_000;

/** The connection that an answer goes to, and whether somebody is still there. */
export class ClientConnection {
  private readonly gone = new AbortController();

  constructor(private readonly response: ServerResponse) {
    response.once('close', () => {
      if (!response.writableFinished) this.gone.abort(new ClientGone());
    });
    if (response.destroyed) this.gone.abort(new ClientGone());
  }

  /** Aborted as soon as the client is gone. */
  get signal(): AbortSignal {
    return this.gone.signal;
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
