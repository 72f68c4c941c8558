import { status, type ServerWritableStream, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { tierOf } from '@perchoir/service/tls';
import type { GlobalDemand } from '../scaler/global-demand';
import type { PeerIdentity, PeerReport } from './peer-map';

export interface PeerServiceOptions {
  readonly identity: PeerIdentity;
  readonly demand: GlobalDemand;
  /** Told that somebody watches: it may be a gateway that this one has not found yet. */
  readonly onWatched: () => void;
  /** Pause between two reports, in milliseconds. @default 1 000 */
  readonly everyMs?: number;
}

type ReportStream = ServerWritableStream<{ readonly peer: string }, PeerReport>;

/** Tier whose gateways may watch. */
const CALLING_TIER = 'llm';
const MOST_WATCHERS = 256;

/** Tells other gateways what this one sees: at once, every second, and the moment that a role becomes active. */
export class PeerService {
  private readonly watchers = new Set<ReportStream>();
  private readonly timer: NodeJS.Timeout;
  private readonly stopListening: () => void;
  private sequence = 0;

  constructor(private readonly options: PeerServiceOptions) {
    this.timer = setInterval(() => this.tell(), options.everyMs ?? 1_000);
    this.timer.unref();
    this.stopListening = options.demand.onOwnActivation(() => this.tell());
  }

  get implementation(): UntypedServiceImplementation {
    return { Watch: (stream: ReportStream) => this.open(stream) };
  }

  /** Says a last word and ends every stream with OK. */
  close(): void {
    clearInterval(this.timer);
    this.stopListening();
    this.tell();
    for (const watcher of this.watchers) watcher.end();
    this.watchers.clear();
  }

  private open(stream: ReportStream): void {
    // Absent unless the certificate was verified.
    const caller = tierOf(stream.getAuthContext().sslPeerCertificate);
    if (caller !== CALLING_TIER) return refuse(stream, status.PERMISSION_DENIED, 'Only gateways may watch gateways.');
    if (this.watchers.size >= MOST_WATCHERS) return refuse(stream, status.RESOURCE_EXHAUSTED, 'Too many watch.');
    this.watchers.add(stream);
    for (const over of ['cancelled', 'close', 'error']) stream.on(over, () => this.watchers.delete(stream));
    stream.write(this.report());
    this.options.onWatched();
  }

  /** A watcher that does not read misses reports instead of filling this process; the next one says it all. */
  private tell(): void {
    if (this.watchers.size === 0) return;
    const report = this.report();
    for (const watcher of this.watchers) if (!watcher.writableNeedDrain) watcher.write(report);
  }

  private report(): PeerReport {
    const { identity, demand } = this.options;
    return { ...identity, sequence: (this.sequence += 1), roles: demand.own() };
  }
}

function refuse(stream: ReportStream, code: status, details: string): void {
  stream.emit('error', { code, details });
}
