import { createHash } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from '@perchoir/service/problem';
import { RefusedVisitors } from './refused-visitors';
import { TokenBucket } from './token-bucket';

export interface AdmissionOptions {
  /** Most visitors connected at once. */
  readonly maxUsers: number;
  /** Milliseconds of a clock that never goes back. @default - the process's */
  readonly now?: () => number;
}

/**
 * Decides who may connect. The server counts its own connections, because nobody upstream can: a balancer sees its own
 * connections only, and there are several balancers.
 *
 * Connects are also limited in rate, to a tenth of the cap per second after a burst of the whole cap: after the loss
 * of a neighbour its visitors come back at once, and each join costs a read of the log.
 */
export class Admission {
  private readonly connected = new Set<Duplex>();
  private readonly refused: RefusedVisitors;
  private readonly connects: TokenBucket;
  private isClosed = false;

  constructor(private readonly options: AdmissionOptions) {
    const now = options.now ?? (() => performance.now());
    this.refused = new RefusedVisitors(now);
    this.connects = new TokenBucket({ capacity: options.maxUsers, refillPerSecond: options.maxUsers / 10, now });
  }

  get users(): number {
    return this.connected.size;
  }

  get refusedVisitors(): number {
    return this.refused.count;
  }

  /** Refuses everyone from now on: the server is about to stop. */
  close(): void {
    this.isClosed = true;
  }

  /** Counts the connection until it closes. @returns the reason when it may not stay */
  admit(request: IncomingMessage, connection: Duplex): Problem | undefined {
    if (this.isClosed) return refusal('draining', 'This server is about to stop.', 1);
    if (this.users >= this.options.maxUsers) {
      this.refused.add(visitorOf(request));
      return refusal('full', 'This server has all the visitors it can hold.', 2 + Math.floor(Math.random() * 4));
    }
    if (!this.connects.take()) {
      return refusal('too-many-connects', 'Too many visitors connect at once.', this.connects.waitMs / 1_000);
    }
    this.connected.add(connection);
    connection.once('close', () => this.connected.delete(connection));
    return undefined;
  }
}

/** Answers an upgrade with the reason why there is none, and closes the connection. */
export function refuseUpgrade(connection: Duplex, problem: Problem): void {
  const body = JSON.stringify(problem);
  const { retryAfterSeconds } = problem.options;
  const retry = retryAfterSeconds === undefined ? [] : [`Retry-After: ${Math.max(1, Math.ceil(retryAfterSeconds))}`];
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...retry,
  ];
  connection.on('error', () => connection.destroy());
  connection.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * Tells refused visitors apart before they could show a token: by the address that the edge saw and the browser's own
 * description, hashed. Visitors alike behind one address count once, so the count errs on the low side.
 */
function visitorOf({ headers, socket }: IncomingMessage): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '');
  const address = forwarded.split(',').at(-1)?.trim() || (socket.remoteAddress ?? '');
  const description = [address, headers['user-agent'] ?? '', headers['accept-language'] ?? ''].join('\n');
  return createHash('sha256').update(description).digest('base64');
}

function refusal(type: string, title: string, retryAfterSeconds: number): Problem {
  return new Problem(503, type, { title, retryAfterSeconds });
}
