import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, request as requestTls } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { towards, type Passage } from './passage';

const agent = new Agent({ keepAlive: true, maxSockets: 128 });

/** Passes one request on to the least busy pod; 503 when none is ready, 502 when it does not answer. */
export async function passRequest(request: IncomingMessage, response: ServerResponse, passage: Passage): Promise<void> {
  const [target] = passage.balance.order(passage.backend.targets());
  if (target === undefined) return refuse(response, 503, 'The service is starting: try again in a moment.');
  const release = passage.balance.take(target);
  try {
    const answer = await send(request, response, { target, passage });
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
  } catch {
    refuse(response, 502, 'The service did not answer: try again in a moment.');
  } finally {
    release();
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { target, passage }: { readonly target: string; readonly passage: Passage },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const passed = requestTls({ ...towards(target, request, passage), agent });
    passed.on('response', resolve).on('error', reject);
    response.on('close', () => passed.destroy());
    pipeline(request, passed).catch(reject);
  });
}

function refuse(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '2' }).end(`${text}\n`);
}
