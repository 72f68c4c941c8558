import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { createClient, type PeerOptions } from '@perchoir/service/https-client';
import type { Log } from '@perchoir/service/log';
import { GatewayLink } from './gateway-link';
import type { ReplicaStatus } from './status';

export interface HeartbeatOptions {
  /** Name of this replica, the same as long as it lives. */
  readonly id: string;
  /** Gateways: every address that the URL's host resolves to, and how each is verified. */
  readonly gateway: Omit<PeerOptions, 'pool'>;
  readonly status: () => ReplicaStatus;
  readonly log: Log;
  /** Pause between two beats, in milliseconds. @default 1000 */
  readonly everyMs?: number;
  /** Addresses of a host. @default - the system's resolver */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

/** More gateways than this are a mistake of the name server. */
const MOST_GATEWAYS = 64;

/**
 * Tells every gateway once a second that this replica is there. Gateways never ask, so a replica is known to a new
 * gateway within a second, and a dead one is forgotten by its silence.
 */
export class Heartbeat {
  private readonly links = new Map<string, GatewayLink>();
  private timer: NodeJS.Timeout | undefined;
  private resolution: 'found' | 'failing' = 'found';

  constructor(private readonly options: HeartbeatOptions) {}

  start(): void {
    void this.beat();
    this.timer = setInterval(() => void this.beat(), this.options.everyMs ?? 1_000);
    this.timer.unref();
  }

  /** Tells every gateway now; never fails. */
  async beat(): Promise<void> {
    const { id, status } = this.options;
    await this.follow(await this.addresses());
    await Promise.all([...this.links.values()].map((link) => link.beat(id, status())));
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([...this.links.values()].map((link) => link.close()));
  }

  /** Opens links to new addresses. One that the name server lost is kept while it still answers. */
  private async follow(addresses: readonly string[]): Promise<void> {
    for (const address of addresses.slice(0, MOST_GATEWAYS)) {
      if (!this.links.has(address)) this.links.set(address, this.link(address));
    }
    for (const [address, link] of this.links) {
      if (addresses.includes(address) || !link.isFailing) continue;
      this.links.delete(address);
      await link.close();
    }
  }

  private link(address: string): GatewayLink {
    const { gateway, log } = this.options;
    const url = new URL(gateway.url);
    const serverName = gateway.serverName ?? url.hostname;
    url.hostname = isIP(address) === 6 ? `[${address}]` : address;
    const client = createClient({ ...gateway, url, serverName, pool: { connections: 1 } });
    return new GatewayLink({ address, client, log });
  }

  private async addresses(): Promise<readonly string[]> {
    const { gateway, log, resolve = resolveAll } = this.options;
    const host = new URL(gateway.url).hostname;
    try {
      const addresses = await resolve(host);
      if (this.resolution === 'failing') log.info({ host }, 'gateways are found again');
      this.resolution = 'found';
      return addresses;
    } catch (error) {
      if (this.resolution === 'found') log.warn({ host, err: error }, 'gateways cannot be found; known ones are kept');
      this.resolution = 'failing';
      return [...this.links.keys()];
    }
  }
}

async function resolveAll(host: string): Promise<readonly string[]> {
  const found = await lookup(host.replace(/^\[|\]$/g, ''), { all: true });
  return found.map(({ address }) => address);
}
