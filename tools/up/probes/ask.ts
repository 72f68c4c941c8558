import { execFile } from 'node:child_process';
import { Agent, request as requestTls } from 'node:https';
import { request } from 'node:http';
import { connect } from 'node:net';

/** A question with everything that was open in the manifest filled in. */
export type Asking =
  | { readonly kind: 'http'; readonly url: string; readonly authority: string | undefined }
  | { readonly kind: 'tcp'; readonly address: string; readonly port: number }
  | {
      readonly kind: 'exec';
      readonly command: readonly string[];
      readonly environment: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'call'; readonly isGood: () => Promise<boolean> };

/** Probes are few and small: a connection each, closed at once, sees what a new client would see. */
const agent = new Agent({ keepAlive: false });

/** Asks once. Never throws: what cannot be asked is not well. */
export async function ask(asking: Asking, timeoutMs: number): Promise<boolean> {
  if (asking.kind === 'http') return askHttp(asking, timeoutMs);
  if (asking.kind === 'tcp') return askTcp(asking, timeoutMs);
  if (asking.kind === 'exec') return askProgram(asking, timeoutMs);
  return Promise.race([asking.isGood().catch(() => false), after(timeoutMs)]);
}

function askHttp({ url, authority }: Asking & { kind: 'http' }, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const tls = authority === undefined ? undefined : { ca: authority, agent };
    const options = { timeout: timeoutMs, headers: { 'user-agent': 'perchoir-probe' } };
    const asked = tls ? requestTls(url, { ...options, ...tls }) : request(url, options);
    asked.on('response', (response) => {
      response.resume();
      // As in Kubernetes, a redirect counts as well.
      resolve(response.statusCode !== undefined && response.statusCode >= 200 && response.statusCode < 400);
    });
    asked.on('timeout', () => asked.destroy(new Error('timeout')));
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

function askTcp({ address, port }: Asking & { kind: 'tcp' }, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: timeoutMs });
    const answer = (isGood: boolean) => {
      socket.destroy();
      resolve(isGood);
    };
    socket
      .once('connect', () => answer(true))
      .once('error', () => answer(false))
      .once('timeout', () => answer(false));
  });
}

function askProgram({ command, environment }: Asking & { kind: 'exec' }, timeoutMs: number): Promise<boolean> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    execFile(program, args, { timeout: timeoutMs, env: { ...environment } }, (error) => resolve(error === null));
  });
}

function after(timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => setTimeout(() => resolve(false), timeoutMs).unref());
}
