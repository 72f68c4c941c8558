import { setTimeout as pause } from 'node:timers/promises';

/** A connection that can be asked to go elsewhere. */
export interface Departing {
  emit(event: 'draining', notice: { readonly retryAfterMs: number }): unknown;
  disconnect(close: true): unknown;
}

export interface DrainOptions {
  /** Time over which connections are closed, in milliseconds. */
  readonly spreadMs: number;
  /** A number from 0 up to 1. @default Math.random */
  readonly random?: () => number;
  /** @default - really waits */
  readonly wait?: (ms: number) => Promise<unknown>;
}

const WAVES = 5;

/** Longest time that a page is asked to wait before it connects again, in milliseconds. */
const LONGEST_RETRY_MS = 2_000;

/**
 * Closes connections in waves, in random order, and asks each page to come back after a time of its own, so that the
 * neighbours are not met by all of them in one instant.
 */
export async function closeInWaves(connections: readonly Departing[], options: DrainOptions): Promise<void> {
  const { spreadMs, random = Math.random, wait = pause } = options;
  const waves = inWaves(connections, random);
  for (const wave of waves) {
    for (const connection of wave) {
      connection.emit('draining', { retryAfterMs: Math.floor(random() * LONGEST_RETRY_MS) });
      connection.disconnect(true);
    }
    await wait(spreadMs / waves.length);
  }
}

function inWaves(connections: readonly Departing[], random: () => number): readonly (readonly Departing[])[] {
  const order = connections.map((connection) => ({ connection, place: random() }));
  order.sort((a, b) => a.place - b.place);
  const size = Math.max(1, Math.ceil(order.length / WAVES));
  const waves: Departing[][] = [];
  for (let from = 0; from < order.length; from += size) {
    waves.push(order.slice(from, from + size).map(({ connection }) => connection));
  }
  return waves;
}
