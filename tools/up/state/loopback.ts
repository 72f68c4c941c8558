import { createServer, type Server } from 'node:net';
import { Failure } from '../failure';

/** A range of loopback addresses that nobody else uses while it is held. */
export interface LoopbackRange {
  /** Third octet of 127.64.x.y. */
  readonly octet: number;
  readonly release: () => Promise<void>;
}

const ranges = 256;

/** Any number would do: what counts is that every run asks for the same one. */
const lockPort = 64_064;

/** The range that a checkout tries first. */
export function preferredOctet(checkoutNumber: number): number {
  return checkoutNumber % ranges;
}

/**
 * Takes a range for this run, the preferred one if it is free. The lock is a listening socket on the range's last
 * address, because the system lets go of it however the run ends.
 */
export async function claimRange(preferred: number): Promise<LoopbackRange> {
  for (let step = 0; step < ranges; step += 1) {
    const octet = (preferred + step) % ranges;
    const server = await listen(`127.64.${octet}.255`);
    if (server) return { octet, release: () => new Promise((resolve) => server.close(() => resolve())) };
  }
  throw new Failure('all loopback ranges 127.64.0–255 are taken or refused: stop other runs of perchoir');
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen(lockPort, address, () => resolve(server.unref()));
  });
}
