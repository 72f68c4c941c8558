import { type Agent, request } from 'node:https';

/** Where to ask, and how to know that it is the right one. */
export interface Target {
  readonly port: number;
  readonly agent: Agent;
}

export interface Prompt {
  readonly text: string;
  readonly maxTokens: number;
  /** @default - no bot */
  readonly bot?: string;
}

/** One streamed answer, with what happened when. Times are milliseconds of one clock. */
export class ChatStream {
  readonly askedAt = performance.now();
  status: number | undefined;
  text = '';
  /** When the gateway said that the request waits, at the latest. */
  queuedAt: number | undefined;
  firstTokenAt: number | undefined;
  endedAt: number | undefined;
  readonly ended: Promise<void>;
  private readonly request: ReturnType<typeof request>;

  constructor({ port, agent }: Target, { text, maxTokens, bot }: Prompt) {
    const headers = { 'content-type': 'application/json', ...(bot ? { 'x-bot': bot } : {}) };
    const to = { host: '127.0.0.1', port, agent, servername: 'localhost', method: 'POST', headers };
    this.request = request({ ...to, path: '/v1/chat/completions' });
    this.ended = new Promise((resolve) => {
      this.request.on('error', () => resolve());
      this.request.on('response', (response) => {
        this.status = response.statusCode;
        response.setEncoding('utf8').on('data', (chunk: string) => this.take(chunk));
        response.on('error', () => undefined).on('close', resolve);
      });
    });
    const messages = [{ role: 'user', content: text }];
    const sampling = { temperature: 0, max_tokens: maxTokens };
    this.request.end(JSON.stringify({ model: 'smollm2-135m-instruct', stream: true, messages, ...sampling }));
  }

  get isComplete(): boolean {
    return this.text.includes('data: [DONE]');
  }

  /** When the slot was granted, for those who had waited: the gateway tells how long that was. */
  get queueMs(): number | undefined {
    const told = /^: granted .*queue-ms=(\d+)/m.exec(this.text)?.[1];
    return told === undefined ? undefined : Number(told);
  }

  /** Closes the connection, as a visitor who leaves. */
  leave(): void {
    this.request.destroy();
  }

  private take(chunk: string): void {
    this.text += chunk;
    const now = performance.now();
    if (this.queuedAt === undefined && this.text.includes(': queued')) this.queuedAt = now;
    if (this.firstTokenAt === undefined && this.text.includes('data: ')) this.firstTokenAt = now;
    if (this.isComplete) this.endedAt ??= now;
  }
}
