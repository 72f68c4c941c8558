import type { ServerResponse } from 'node:http';
import { sendOpenAiError } from '@perchoir/service/openai-error';
import type { ApiError } from '../http/api-error';
import type { Waiting } from '../queue/place';

export interface ClientStreamOptions {
  /** Pause between two signs of life while nothing else is sent, in milliseconds. @default 5 000 */
  readonly keepAliveMs?: number;
}

/**
 * The client's side of a streamed answer.
 *
 * The head of the response is sent as late as possible, so that a refusal has its status code. A client that has to
 * wait gets it early, and from then on comments (`: queued position=3`) instead of silence: idle connections are cut
 * by balancers on the way. What cannot be a status or a header any more becomes an event or a comment.
 */
export class ClientStream {
  private lastComment = '';
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    { keepAliveMs = 5_000 }: ClientStreamOptions = {},
  ) {
    this.timer = setInterval(() => this.comment(this.lastComment || 'waiting'), keepAliveMs);
  }

  /** Whether the status has been sent. */
  get isOpen(): boolean {
    return this.response.headersSent;
  }

  /** Tells a client in line where it stands, each time that changes. */
  waiting(waiting: Waiting): void {
    const comment = waiting.kind === 'loading' ? 'loading' : `queued position=${waiting.position}`;
    if (comment === this.lastComment) return;
    this.lastComment = comment;
    this.comment(comment);
  }

  /** The request runs. */
  granted(headers: Readonly<Record<string, string>>): void {
    this.lastComment = 'running';
    const fields = Object.entries(headers).map(([name, value]) => `${name.slice('x-'.length)}=${value}`);
    if (this.isOpen) this.comment(`granted ${fields.join(' ')}`);
  }

  /** Sends the head, if that has not happened. */
  open(headers: Readonly<Record<string, string>> = {}): void {
    if (this.isOpen) return;
    this.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      ...headers,
    });
  }

  /**
   * Sends whole events. The promise, when there is one, resolves once the client took them: waiting for it makes a
   * slow client slow the replica instead of filling this process. It also resolves when the signal is aborted.
   */
  events(bytes: Buffer, signal: AbortSignal): Promise<void> | undefined {
    this.timer.refresh();
    return this.response.write(bytes) ? undefined : this.drained(signal);
  }

  end(): void {
    clearInterval(this.timer);
    this.response.end();
  }

  /** Ends with an error: a status while that is possible, an event afterwards. */
  fail(error: ApiError): void {
    clearInterval(this.timer);
    if (!this.isOpen) return sendOpenAiError(this.response, error);
    // A client that has not taken what it was sent would never get to the error either.
    if (this.response.writableNeedDrain) return void this.response.destroy();
    this.response.end(`data: ${JSON.stringify(error)}\n\n`);
  }

  /** Stops signs of life; for a client that is gone or was answered otherwise. */
  close(): void {
    clearInterval(this.timer);
  }

  private drained(signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve) => {
      const done = () => {
        this.response.off('drain', done).off('close', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.response.on('drain', done).on('close', done);
      signal.addEventListener('abort', done);
    });
  }

  private comment(text: string): void {
    this.open();
    if (!this.response.writableNeedDrain && !this.response.writableEnded) this.response.write(`: ${text}\n\n`);
  }
}
