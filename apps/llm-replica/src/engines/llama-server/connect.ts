import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { PrefillRate } from '../prefill-rate';
import { ServerEngine } from './server-engine';
import { ServerWatch } from './server-watch';

export interface ServerOptions {
  /** llama-server's address on loopback. */
  readonly url: URL;
  /** Requests at once: the server's `-np`. */
  readonly slots: number;
  /** Tokens that each slot holds: the server's `-c` divided by `-np`. */
  readonly contextTokens: number;
}

/** Between two pieces of an answer: a long prompt of another slot may come in between. */
const SILENCE_MS = 120_000;
const RETRY_MS = 250;

/** Waits until llama-server has loaded its model, however long that takes; probes bound it from outside. */
export async function connectServer({ url, slots, contextTokens }: ServerOptions): Promise<ServerEngine> {
  // Two more connections: one for the watch, one for an aborted request that is still closing.
  const timeouts = { headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS };
  const pool = new Pool(url.origin, { connections: slots + 2, pipelining: 1, ...timeouts });
  const watch = new ServerWatch(pool);
  await watch.start();
  while (watch.state.kind === 'down') await sleep(RETRY_MS);
  return new ServerEngine({ pool, watch, rate: new PrefillRate(), contextTokens });
}
