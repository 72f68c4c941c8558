import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from '@perchoir/service/log';
import { Registry } from 'prom-client';
import { createApp, type App } from '../src/app';
import type { LoadedEngine } from '../src/engines/load-engine';
import { SlotCounter } from '../src/slots/slot-counter';

interface Parts {
  readonly app: App;
  readonly slots: SlotCounter;
  readonly registry: Registry;
  readonly server: Server;
}

/** The guard of one engine on a free port, over plain HTTP. */
export class RunningReplica {
  readonly url: string;
  readonly app: App;
  readonly slots: SlotCounter;
  readonly registry: Registry;
  private readonly server: Server;

  private constructor({ app, slots, registry, server }: Parts) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.app = app;
    this.slots = slots;
    this.registry = registry;
    this.server = server;
  }

  static async start(engine: LoadedEngine, total = 5): Promise<RunningReplica> {
    const slots = new SlotCounter(total);
    const registry = new Registry();
    const log = createLog({ service: 'llm-replica', level: 'silent' });
    const app = createApp({ engine, slots, model: 'tiny', replica: 'replica-0', log, registry });
    const server = createServer(app.listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new RunningReplica({ app, slots, registry, server });
  }

  post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(`${this.url}${path}`, { method: 'POST', body: text, ...init });
  }

  chat(fields: Readonly<Record<string, unknown>> = {}, init: RequestInit = {}): Promise<Response> {
    const messages = [{ role: 'user', content: 'Name a bird.' }];
    return this.post('/v1/chat/completions', { model: 'tiny', messages, ...fields }, init);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The data of each event of a stream, parsed, `[DONE]` as it is. */
export function eventsOf(text: string): unknown[] {
  const lines = text.split('\n\n').filter((line) => line.startsWith('data: '));
  return lines.map((line) => line.slice('data: '.length)).map((data) => (data === '[DONE]' ? data : JSON.parse(data)));
}

/** Waits until `isTrue`, and says after how many milliseconds. @throws Error after two seconds. */
export async function until(isTrue: () => boolean): Promise<number> {
  const startedAt = performance.now();
  while (!isTrue()) {
    if (performance.now() - startedAt > 2_000) throw new Error('it did not come true within 2 s');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return performance.now() - startedAt;
}
