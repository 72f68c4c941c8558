import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type HttpsClient } from '@perchoir/service/https-client';
import { createTlsServer } from '@perchoir/service/tls';
import { writeCertificates } from '../setup/certificates';

const PROGRAM = resolve(__dirname, '../../apps/llm-replica/build/server.js');
const START_MS = 60_000;

/** A heartbeat as the gateway of the test heard it. */
export interface HeardBeat {
  readonly slots: { readonly total: number; readonly busy: number };
  readonly draining: boolean;
  readonly contextTokens: number;
  readonly prefillTokensPerSecond: number;
}

export interface Chunk {
  readonly text: string;
  /** Milliseconds since the request. */
  readonly atMs: number;
}

interface Parts {
  readonly child: ChildProcess;
  readonly client: HttpsClient;
  readonly gateway: Server;
  readonly folder: string;
  readonly beats: readonly HeardBeat[];
}

/** The compiled replica as a process of its own, with certificates and a gateway that listens to its heartbeats. */
export class ReplicaProcess {
  private log = '';

  private readonly child: ChildProcess;
  private readonly client: HttpsClient;

  private constructor(private readonly parts: Parts) {
    const { child, client } = parts;
    this.child = child;
    this.client = client;
    child.stdout?.on('data', (text: Buffer) => (this.log += text.toString()));
    child.stderr?.on('data', (text: Buffer) => (this.log += text.toString()));
  }

  /** Starts the program and waits until it is ready. @throws Error with its log when it does not become so. */
  static async start(env: Readonly<Record<string, string>>): Promise<ReplicaProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'replica-'));
    await writeCertificates(folder, ['tier:llm']);
    const file = (name: string) => join(folder, name);
    const server = { certFile: file('server.crt'), keyFile: file('server.key'), caFile: file('ca.crt') };
    const heard: HeardBeat[] = [];
    const gateway = await startGateway(server, heard);
    const [port, adminPort] = [await freePort(), await freePort()];
    const child = spawn(process.execPath, [PROGRAM], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        BIND_ADDRESS: '127.0.0.1',
        PORT: String(port),
        ADMIN_PORT: String(adminPort),
        TLS_CERT_FILE: server.certFile,
        TLS_KEY_FILE: server.keyFile,
        TLS_CA_FILE: server.caFile,
        GATEWAY_URL: `https://localhost:${(gateway.address() as AddressInfo).port}`,
        GATEWAY_CA_FILE: server.caFile,
        ADVERTISED_URL: `https://127.0.0.1:${port}`,
        POD_NAME: 'replica-0',
        ...env,
      },
    });
    const url = `https://127.0.0.1:${port}`;
    const client = createClient({
      url,
      caFile: server.caFile,
      certFile: file('tier-llm.crt'),
      keyFile: file('tier-llm.key'),
    });
    const replica = new ReplicaProcess({ child, client, gateway, folder, beats: heard });
    await replica.waitUntilReady(createClient({ url: `https://127.0.0.1:${adminPort}`, caFile: server.caFile }));
    return replica;
  }

  /** Every heartbeat so far. */
  get beats(): readonly HeardBeat[] {
    return this.parts.beats;
  }

  /** One whole answer. */
  async post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const sent = { 'content-type': 'application/json', ...headers };
    const response = await this.client.request({ method: 'POST', path, headers: sent, body: JSON.stringify(body) });
    return { status: response.statusCode, body: (await response.body.json()) as Record<string, unknown> };
  }

  /** The texts of a streamed answer, as they come. Ends quietly when the signal is aborted. */
  async *stream(body: object, signal?: AbortSignal): AsyncGenerator<Chunk> {
    const startedAt = performance.now();
    const sent = {
      method: 'POST',
      path: '/v1/chat/completions',
      body: JSON.stringify({ ...body, stream: true }),
    } as const;
    const response = await this.client.request({ ...sent, ...(signal ? { signal } : {}) });
    if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${await response.body.text()}`);
    let open = '';
    for await (const part of response.body as AsyncIterable<Buffer>) {
      const events = (open + part.toString()).split('\n\n');
      open = events.pop() ?? '';
      for (const event of events) {
        const text = /"content":("(?:[^"\\]|\\.)*")/.exec(event)?.[1];
        if (text && text !== '""') yield { text: JSON.parse(text) as string, atMs: performance.now() - startedAt };
      }
    }
  }

  async busySlots(): Promise<number> {
    const { body } = await this.client.request({ method: 'GET', path: '/slots' });
    return ((await body.json()) as { busy: number }).busy;
  }

  /** Sends SIGTERM and waits for the end. @returns the exit status. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await ended;
    }
    await this.client.destroy();
    this.parts.gateway.closeAllConnections();
    await new Promise((done) => this.parts.gateway.close(done));
    await rm(this.parts.folder, { recursive: true, force: true });
    return this.child.exitCode;
  }

  private async waitUntilReady(admin: HttpsClient): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (Date.now() < deadline && this.child.exitCode === null) {
      const response = await admin.request({ method: 'GET', path: '/readyz' }).catch(() => undefined);
      await response?.body.dump();
      if (response?.statusCode === 200) return admin.destroy();
      await sleep(50);
    }
    throw new Error(`the replica did not become ready:\n${this.log}`);
  }
}

async function startGateway(files: Parameters<typeof createTlsServer>[0], beats: HeardBeat[]): Promise<Server> {
  const gateway = createTlsServer(
    files,
    (request, response) => {
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString()));
      request.on('end', () => {
        beats.push(JSON.parse(text) as HeardBeat);
        response.writeHead(204).end();
      });
    },
    { onReloadError: () => undefined },
  );
  await new Promise<void>((done) => gateway.listen(0, 'localhost', done));
  return gateway;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
