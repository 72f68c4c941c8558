import type { Client } from '@grpc/grpc-js';
import type { Log } from '@perchoir/service/log';
import { PeerLink } from './peer-link';
import type { PeerIdentity, PeerReport } from './peer-map';

export interface PeersOptions {
  /** This gateway. */
  readonly identity: PeerIdentity;
  /** `host:port` of every gateway, this one among them. */
  readonly targets: () => Promise<readonly string[]>;
  /** Opens a connection to one of them. */
  readonly connect: (target: string) => Client;
  readonly heard: (report: PeerReport) => void;
  readonly log: Log;
  /** Pause between two looks for gateways, in milliseconds. @default 2 000 */
  readonly everyMs?: number;
}

/** More gateways than this are a mistake of the name server. */
const MOST_PEERS = 64;

/**
 * Watches every other gateway. This one is found among them by its own name in the first report, which holds whatever
 * addresses it has; that link stays, unused, so that the address is not tried again.
 */
export class Peers {
  private readonly links = new Map<string, PeerLink>();
  private readonly timer: NodeJS.Timeout;
  private resolution: 'found' | 'failing' = 'found';
  private isClosed = false;

  constructor(private readonly options: PeersOptions) {
    this.timer = setInterval(() => void this.look(), options.everyMs ?? 2_000).unref();
    void this.look();
  }

  /** Looks for gateways now; never fails. */
  async look(): Promise<void> {
    const targets = await this.targets();
    if (this.isClosed) return;
    for (const target of targets.slice(0, MOST_PEERS)) {
      if (!this.links.has(target)) this.links.set(target, this.link(target));
    }
    for (const [target, link] of this.links) {
      // One that the name server lost is kept while it still answers.
      if (targets.includes(target) || !link.isDown) continue;
      link.close();
      this.links.delete(target);
    }
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.timer);
    for (const link of this.links.values()) link.close();
  }

  private link(target: string): PeerLink {
    const { identity, connect, heard, log } = this.options;
    const link: PeerLink = new PeerLink({
      target,
      self: identity.peer,
      connect,
      log,
      heard: (report) => (isSame(report, identity) ? link.close() : heard(report)),
    });
    return link;
  }

  private async targets(): Promise<readonly string[]> {
    const { targets, log } = this.options;
    try {
      const found = await targets();
      if (this.resolution === 'failing') log.info('gateways are found again');
      this.resolution = 'found';
      return found;
    } catch (error) {
      if (this.resolution === 'found') log.warn({ err: error }, 'gateways cannot be found; known ones are kept');
      this.resolution = 'failing';
      return [...this.links.keys()];
    }
  }
}

function isSame(a: PeerIdentity, b: PeerIdentity): boolean {
  return a.peer === b.peer && a.epoch === b.epoch;
}
