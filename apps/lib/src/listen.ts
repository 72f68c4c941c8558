import type { Server } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Where a server waits for connections. */
export interface ListenOptions {
  readonly bindAddress: string;
  /** 0 asks the system for a free port. */
  readonly port: number;
}

/**
 * Waits until the server listens, and answers with the port it got.
 * @throws Error saying which port is taken or forbidden, and what to do.
 */
export async function listen(server: Server, { bindAddress, port }: ListenOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, bindAddress, port)));
    server.listen(port, bindAddress, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function explained(error: NodeJS.ErrnoException, bindAddress: string, port: number): Error {
  const where = `port ${port} of ${bindAddress}`;
  if (error.code === 'EADDRINUSE')
    return new Error(`${where} is in use: stop the other process or choose another port`);
  if (error.code === 'EACCES') return new Error(`${where} may not be opened by this user: choose a port above 1023`);
  return error;
}
