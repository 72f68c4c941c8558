import { Construct } from 'constructs';
import { identity, identityFiles, tlsFolder } from './certificate';
import { type Variable, type Variables } from './container';
import { type Connection, type DatabaseLogin, type Endpoint, type HttpsEndpoint } from './endpoint';
import { type Flow, kebabCase, type Party, podsOf, type Provider, upperSnakeCase } from './flow';
import { selectorLabels } from './labels';
import { allowFrom, allowTo } from './network-access';
import { type Mounted } from './pod-template';
import { mountRoot } from './secret-ref';
import { type Site } from './site';
import { type Tier } from './tier';

/** An endpoint before it is known whose it is. */
export type OfferedEndpoint = Pick<Endpoint, 'kind' | 'name' | 'host' | 'serverName' | 'port'>;

/** Pools that a group of pods opens on the database. */
export interface OpenedPool {
  readonly login: DatabaseLogin;
  readonly prop: string;
}

/**
 * Pods of one workload, seen from the network: whom they may call and who may call them.
 *
 * *Passing is permission*: connecting sets the variable, opens the firewall on both sides, and records the arrow.
 * There is no other way to do any of the three, so they appear and vanish together.
 */
export class PodGroup extends Construct implements Provider {
  readonly tier: string;
  readonly flows: Flow[] = [];
  readonly pools: OpenedPool[] = [];
  readonly endpoints: OfferedEndpoint[] = [];
  private readonly connected: Record<string, Variable> = {};
  private readonly certificates: Mounted[] = [];

  constructor(
    private readonly home: Tier,
    /** Name of the workload. */
    readonly name: string,
  ) {
    super(home, `${name}-pods`);
    this.tier = home.tier;
  }

  get site(): Site {
    return this.home.site;
  }

  get selector(): Record<string, string> {
    return selectorLabels(this.name);
  }

  get peers(): Party['peers'] {
    return [podsOf(this.tier, this.selector)];
  }

  /** Variables that connections set. */
  get variables(): Variables {
    return this.connected;
  }

  /** Client certificates that connections mount. */
  get mounted(): readonly Mounted[] {
    return this.certificates;
  }

  /** Declares an endpoint of these pods. Declaring opens nothing: connecting does. */
  offer<const E extends OfferedEndpoint>(endpoint: E): E & { readonly provider: Provider } {
    this.endpoints.push(endpoint);
    return { ...endpoint, provider: this };
  }

  /** Hands over connections by prop; a prop without one leaves no trace. */
  connect(connections: Readonly<Record<string, Connection | undefined>>): void {
    for (const [prop, connection] of Object.entries(connections)) {
      if (connection) this.connectOne(prop, connection);
    }
  }

  accept(caller: Party, prop: string, port: number): void {
    const name = `${this.name}-accepts-${caller.tier}-${caller.name}-${kebabCase(prop)}`;
    allowFrom(this.home, { name, pods: this.selector, other: caller, ports: [port] });
  }

  /** Admits pods that are described elsewhere; `reason` names the arrow. */
  admit(caller: Party, reason: string, port: number): void {
    this.accept(caller, reason, port);
    this.flows.push({
      from: { tier: caller.tier, name: caller.name },
      to: { tier: this.tier, name: this.name },
      port,
      prop: reason,
    });
  }

  private connectOne(prop: string, connection: Connection): void {
    switch (connection.kind) {
      case 'outside':
        return this.open(prop, connection, connection.ports);
      case 'https':
        return this.call(prop, connection, httpsVariables(prop, connection));
      case 'discovered':
        return this.call(prop, connection, {});
      case 'peers':
        return this.call(prop, connection, { [`${upperSnakeCase(prop)}_HOST`]: connection.host });
      case 'login':
        this.logIn(prop, connection);
        return this.call(prop, connection.endpoint, loginVariables(prop, connection));
    }
  }

  private call(
    prop: string,
    { provider, port }: { readonly provider: Provider; readonly port: number },
    variables: Variables,
  ): void {
    Object.assign(this.connected, variables);
    this.open(prop, provider, [port]);
    provider.accept(this, prop, port);
  }

  private open(prop: string, other: Party, ports: readonly number[]): void {
    allowTo(this.home, { name: `${this.name}-calls-${kebabCase(prop)}`, pods: this.selector, other, ports });
    const [from, to] = [
      { tier: this.tier, name: this.name },
      { tier: other.tier, name: other.name },
    ];
    this.flows.push(...ports.map((port) => ({ from, to, port, prop })));
  }

  private logIn(prop: string, login: DatabaseLogin): void {
    const name = `${this.name}-${kebabCase(prop)}`;
    const { issuer } = this.home.site;
    const secret = identity(this.home, `identity-${name}`, { name, holder: { role: login.role }, issuer });
    this.certificates.push({ kind: 'secret', name: kebabCase(prop), secret, path: `${mountRoot}/${kebabCase(prop)}` });
    this.pools.push({ login, prop });
  }
}

const authority = identityFiles(tlsFolder).ca;

function httpsVariables(prop: string, { host, port, serverName }: HttpsEndpoint): Variables {
  const prefix = upperSnakeCase(prop);
  return {
    [`${prefix}_URL`]: `https://${host}:${port}`,
    [`${prefix}_CA_FILE`]: authority,
    [`${prefix}_SERVER_NAME`]: serverName,
  };
}

function loginVariables(prop: string, { endpoint, role }: DatabaseLogin): Variables {
  const prefix = upperSnakeCase(prop);
  const { cert, key, ca } = identityFiles(`${mountRoot}/${kebabCase(prop)}`);
  return {
    [`${prefix}_URL`]: `postgres://${role}@${endpoint.host}:${endpoint.port}/perchoir`,
    [`${prefix}_CA_FILE`]: ca,
    [`${prefix}_CERT_FILE`]: cert,
    [`${prefix}_KEY_FILE`]: key,
    [`${prefix}_SERVER_NAME`]: endpoint.serverName,
  };
}
