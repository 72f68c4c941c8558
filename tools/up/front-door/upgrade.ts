import type { IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { connectTimeoutMs, towards, type Passage } from './passage';

/** The connection of the client, and what it sent after its request. */
export interface Client {
  readonly socket: Socket;
  readonly head: Buffer;
}

/** What a pod said to a request for a WebSocket. */
type Reply =
  | { readonly kind: 'accepted'; readonly message: IncomingMessage; readonly socket: Duplex; readonly head: Buffer }
  | { readonly kind: 'refused'; readonly message: IncomingMessage }
  | { readonly kind: 'unreachable' };

/** Passes a WebSocket on to the pod with the fewest; one that is full (503) or gone is passed over for the next. */
export async function passUpgrade(request: IncomingMessage, client: Client, passage: Passage): Promise<void> {
  let refusal: IncomingMessage | undefined;
  for (const target of passage.balance.order(passage.backend.targets())) {
    const release = passage.balance.take(target);
    const reply = await ask(request, target, passage);
    if (reply.kind === 'accepted') return join(client, reply, release);
    release();
    if (reply.kind !== 'refused') continue;
    refusal = reply.message;
    if (refusal.statusCode !== 503) break;
  }
  refuse(client.socket, refusal);
}

function ask(request: IncomingMessage, target: string, passage: Passage): Promise<Reply> {
  return new Promise((resolve) => {
    const asked = requestTls({ ...towards(target, request, passage), timeout: connectTimeoutMs });
    asked.on('upgrade', (message, socket, head) => resolve({ kind: 'accepted', message, socket, head }));
    asked.on('response', (message) => {
      message.resume();
      resolve({ kind: 'refused', message });
    });
    asked.on('timeout', () => asked.destroy(new Error('timeout')));
    asked.on('error', () => resolve({ kind: 'unreachable' }));
    asked.end();
  });
}

function join(client: Client, { message, socket, head }: Reply & { kind: 'accepted' }, release: () => void): void {
  const pod = socket as Socket;
  pod.setTimeout(0).setNoDelay(true);
  pod
    .on('error', () => pod.destroy())
    .on('close', () => {
      release();
      client.socket.destroy();
    });
  client.socket.on('close', () => pod.destroy());
  if (client.socket.destroyed) return void pod.destroy();
  client.socket.setTimeout(0).setNoDelay(true);
  client.socket.write(headOf(message));
  if (head.length > 0) client.socket.write(head);
  if (client.head.length > 0) pod.write(client.head);
  pod.pipe(client.socket).pipe(pod);
}

function refuse(socket: Socket, refusal: IncomingMessage | undefined): void {
  const status = refusal ? `${refusal.statusCode} ${refusal.statusMessage}` : '503 Service Unavailable';
  const retryAfter = refusal ? refusal.headers['retry-after'] : '2';
  const retry = retryAfter === undefined ? '' : `retry-after: ${retryAfter}\r\n`;
  socket.end(`HTTP/1.1 ${status}\r\n${retry}content-length: 0\r\nconnection: close\r\n\r\n`);
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const pairs = Array.from({ length: rawHeaders.length / 2 }, (_, index) => rawHeaders.slice(index * 2, index * 2 + 2));
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...pairs.map((pair) => pair.join(': ')), '', ''].join('\r\n');
}
