import { type AddressRange } from './site';
import { type Party, type Provider } from './flow';

/** Roles of PostgreSQL that services log in as. Each has a client certificate whose common name is the role. */
export type DatabaseRole = 'migrator' | 'realtime' | 'realtime_reader' | 'scraper' | 'publisher' | 'monitor';

interface Declared {
  /** Tier and name, for example `llm.chat`. */
  readonly name: string;
  /** Who answers. */
  readonly provider: Provider;
  /** DNS name that callers dial. */
  readonly host: string;
  /** Name that callers verify in the certificate. */
  readonly serverName: string;
  /** Port of the pods; Services keep the same. */
  readonly port: number;
}

/** A server that speaks HTTP over TLS. */
export interface HttpsEndpoint extends Declared {
  readonly kind: 'https';
}

/** Peers whose every address is dialled; the name resolves to all of them. */
export interface PeersEndpoint extends Declared {
  readonly kind: 'peers';
}

/** Pods whose addresses the caller learns by other means: the firewall opens, no variable is set. */
export interface DiscoveredEndpoint {
  readonly kind: 'discovered';
  readonly provider: Provider;
  readonly port: number;
}

/** A PostgreSQL server and the roles that may come in through it. */
export interface DatabaseEndpoint<Role extends DatabaseRole = DatabaseRole> extends Declared {
  readonly kind: 'database';
  /** A record rather than a list: an endpoint with more roles can then be handed to whoever needs one of them. */
  readonly roles: Readonly<Record<Role, true>>;
}

/** A database as one consumer uses it. */
export interface DatabaseLogin {
  readonly kind: 'login';
  readonly endpoint: Omit<DatabaseEndpoint, 'roles'>;
  /** Role that the consumer logs in as. */
  readonly role: DatabaseRole;
  /** Most connections that one pod opens; counted against `max_connections`. */
  readonly connections: number;
}

/** Addresses outside the pod network, for example the API server. */
export interface OutsideAddresses extends Party {
  readonly kind: 'outside';
  readonly ports: readonly number[];
}

/** What a consumer can be handed. Being handed it is the permission to call it. */
export type Connection = HttpsEndpoint | PeersEndpoint | DiscoveredEndpoint | DatabaseLogin | OutsideAddresses;

/** What a tier can declare. */
export type Endpoint = HttpsEndpoint | PeersEndpoint | DatabaseEndpoint;

/** How a consumer logs in. */
export interface Login<Role extends DatabaseRole> {
  readonly role: Role;
  readonly connections: number;
}

/** Makes a database usable by one consumer. The type admits only the roles that the endpoint lists. */
export function login<Role extends DatabaseRole>(
  endpoint: DatabaseEndpoint<Role>,
  { role, connections }: Login<Role>,
): DatabaseLogin {
  return { kind: 'login', endpoint, role, connections };
}

/** Addresses outside the pod network as something that can be connected to. */
export function outsideAddresses(name: string, ranges: readonly AddressRange[]): OutsideAddresses {
  return {
    kind: 'outside',
    tier: 'outside',
    name,
    peers: ranges.map(({ cidr }) => ({ ipBlock: { cidr } })),
    ports: [...new Set(ranges.map(({ port }) => port))],
  };
}
