import type { Server } from 'node:https';
import type { App } from './app';

/** Left of the grace period when running answers are cut, for what has to be closed afterwards. */
const RESERVE_MS = 1_000;

/** How often connections that have become idle are closed; heartbeats would keep theirs busy for ever. */
const SWEEP_MS = 250;

/**
 * Stops serving: those who wait are refused at once, for another gateway serves them; running answers finish, or are
 * cut shortly before the grace period ends, which their callers treat like any lost connection.
 */
export async function drain(app: App, server: Server, graceMs: number): Promise<void> {
  app.refuseNewWork();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), Math.max(0, graceMs - RESERVE_MS));
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
  await app.close();
}
