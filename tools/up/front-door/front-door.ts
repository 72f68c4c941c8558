import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Failure } from '../failure';
import { LeastConnections } from './least-connections';
import type { Route } from './backends';
import type { Passage } from './passage';
import { passRequest } from './request';
import { passUpgrade } from './upgrade';

export interface FrontDoorOptions {
  /** The longest path first. */
  readonly routes: readonly Route[];
  /** Authority of the pods' certificates, PEM. */
  readonly authority: string;
}

/** The port that the user chose, or the first one to try. */
export type PortChoice = { readonly kind: 'exactly' | 'from'; readonly port: number };

/** Three times what two realtime servers admit; a browser opens several connections for one page. */
const mostConnections = 1_024;

/** How many neighbours of the default port are tried. */
const portsToTry = 20;

/** Plain HTTP for this machine alone, in the place of the edge: it adds nothing, and verifies whom it passes on to. */
export class FrontDoor {
  private readonly balance = new LeastConnections();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly options: FrontDoorOptions) {
    this.server = createServer({ maxHeaderSize: 16_384, noDelay: true });
    this.server.maxConnections = mostConnections;
    this.server.on('request', (request, response) => void this.answer(request, response));
    this.server.on('upgrade', (request, socket: Socket, head) => void this.upgrade(request, socket, head));
    this.server.on('connection', (socket: Socket) => this.keep(socket));
  }

  /** Opens the door on 127.0.0.1. @returns its port. @throws Failure when the port is taken */
  async open({ kind, port }: PortChoice): Promise<number> {
    const tries = kind === 'exactly' ? 1 : portsToTry;
    for (let offset = 0; offset < tries; offset += 1) {
      if (await this.listen(port + offset)) return (this.server.address() as AddressInfo).port;
    }
    if (kind === 'from')
      throw new Failure(`the ports ${port} to ${port + tries - 1} are in use: give a free one with --port`);
    throw new Failure(`port ${port} is in use: stop what listens there, or choose another with --port`);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private listen(port: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') return resolve(false);
        reject(new Failure(`port ${port} cannot be opened (${error.code}): choose another one above 1023 with --port`));
      };
      this.server.once('error', onError);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.off('error', onError);
        resolve(true);
      });
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const passage = this.passageFor(request);
    if (passage) return passRequest(request, response, passage);
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is nothing here.\n');
  }

  private async upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const passage = this.passageFor(request);
    if (passage) return passUpgrade(request, { socket, head }, passage);
    socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  }

  private passageFor({ url = '/' }: IncomingMessage): Passage | undefined {
    const route = this.options.routes.find(({ path }) => url.startsWith(path));
    return route && { backend: route.backend, balance: this.balance, authority: this.options.authority };
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}
