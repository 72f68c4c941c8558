import { connect, createServer, type Server, type Socket } from 'node:net';
import { Failure } from '../failure';
import { Rotation } from './rotation';

export interface Target {
  readonly address: string;
  readonly port: number;
}

export interface ForwarderOptions {
  /** What the address stands for, in errors. */
  readonly name: string;
  readonly listen: Target;
  /** The pods that may get connections now. */
  readonly targets: () => readonly Target[];
}

/** Far above what five clients per model and 150 per server can open. */
const mostConnections = 2_048;

/** A loopback address may refuse at once, or be stopped; longer than this it does not take. */
const connectTimeoutMs = 2_000;

/** Forwards the TCP connections of one service port to ready pods in turn; none ready means refused. */
export class Forwarder {
  private readonly rotation = new Rotation<Target>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly options: ForwarderOptions) {
    this.server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => void this.forward(client));
    this.server.maxConnections = mostConnections;
  }

  /** @throws Failure when something else has the address */
  async open(): Promise<void> {
    const { name, listen } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => {
        reject(new Failure(`service ${name} cannot listen on ${listen.address}:${listen.port} (${error.code})`));
      });
      this.server.listen(listen.port, listen.address, resolve);
    });
  }

  /** Refuses new connections and ends the open ones. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async forward(client: Socket): Promise<void> {
    this.keep(client);
    for (const target of this.rotation.next(this.options.targets())) {
      const pod = await reach(target);
      if (!pod) continue;
      this.keep(pod);
      if (client.destroyed) return void pod.destroy();
      return join(client, pod);
    }
    client.resetAndDestroy();
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}

function reach({ address, port }: Target): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, noDelay: true, allowHalfOpen: true, timeout: connectTimeoutMs });
    const giveUp = () => {
      socket.destroy();
      resolve(undefined);
    };
    socket.once('error', giveUp).once('timeout', giveUp);
    socket.once('connect', () => {
      socket.setTimeout(0).off('error', giveUp).off('timeout', giveUp);
      resolve(socket);
    });
  });
}

function join(client: Socket, pod: Socket): void {
  client.pipe(pod);
  pod.pipe(client);
  client.on('close', () => pod.destroy());
  pod.on('close', () => client.destroy());
}
