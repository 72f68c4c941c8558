import { type Client, status, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import type { Log } from '@perchoir/service/log';
import type { PeerReport } from './peer-map';
import { peersDefinition, readReport, type WireReport } from './wire-report';

export interface PeerLinkOptions {
  /** `host:port` of one gateway. */
  readonly target: string;
  /** Name of the gateway that watches. */
  readonly self: string;
  /** Opens a connection; called again for each try, so that renewed certificates come into use. */
  readonly connect: (target: string) => Client;
  readonly heard: (report: PeerReport) => void;
  readonly log: Log;
}

/** Reports come every second; a peer that is silent this long is connected to anew. */
const SILENCE_MS = 5_000;
const RETRY_MS = 1_000;

const watch = peersDefinition['Watch'] ?? missingMethod();

/** Watches one other gateway, and goes on trying. A failure is logged when it begins, and its end too. */
export class PeerLink {
  private state: 'new' | 'heard' | 'failing' | 'closed' = 'new';
  private client: Client | undefined;
  private stream: ClientReadableStream<WireReport> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PeerLinkOptions) {
    this.open();
  }

  /** Whether nothing is heard on it any more. */
  get isDown(): boolean {
    return this.state === 'failing' || this.state === 'closed';
  }

  close(): void {
    this.state = 'closed';
    clearTimeout(this.timer);
    this.disconnect();
  }

  private open(): void {
    const { connect, target, self } = this.options;
    try {
      this.client = connect(target);
    } catch (error) {
      return this.failed(error);
    }
    const { path, requestSerialize, responseDeserialize } = watch;
    const request = { peer: self };
    this.stream = this.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
    this.follow(this.stream);
  }

  private follow(stream: ClientReadableStream<WireReport>): void {
    this.wait(SILENCE_MS, () => stream.cancel());
    stream.on('data', (report: WireReport) => {
      if (this.state === 'closed') return;
      this.wait(SILENCE_MS, () => stream.cancel());
      this.options.heard(readReport(report));
      this.becomes('heard');
    });
    // Every end has a status; the error is the same one said again.
    stream.on('error', () => undefined);
    stream.on('status', ({ code, details }: Pick<ServiceError, 'code' | 'details'>) => {
      this.failed(code === status.OK ? 'it stops' : details);
    });
  }

  private failed(reason: unknown): void {
    if (this.state === 'closed') return;
    this.disconnect();
    this.becomes('failing', reason);
    this.wait(RETRY_MS, () => this.open());
  }

  /** A closed client lets its streams go on: they are ended by name. */
  private disconnect(): void {
    this.stream?.cancel();
    this.client?.close();
  }

  private wait(ms: number, then: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, ms).unref();
  }

  private becomes(state: 'heard' | 'failing', reason?: unknown): void {
    if (this.state === state || this.state === 'closed') return;
    this.state = state;
    const { log, target } = this.options;
    if (state === 'heard') log.info({ peer: target }, 'gateway is heard');
    else log.warn({ peer: target, reason: String(reason) }, 'gateway is not heard; its last value counts for a while');
  }
}

function missingMethod(): never {
  throw new Error('contract/peers.proto has no method Watch');
}
