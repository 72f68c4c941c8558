import { type Size } from 'cdk8s';
import { type Construct } from 'constructs';
import { type Resources } from '../lib/container';
import { type DatabaseEndpoint, type DatabaseRole, login } from '../lib/endpoint';
import { Tier, type TierProps } from '../lib/tier';
import { type Workload } from '../lib/workload';
import { connectMembers, memberPorts, members, SCOPE } from './members';
import { migration } from './migration';
import { patroniRole } from './patroni-role';

/** What a cluster chooses about its database. */
export interface PostgresProps extends TierProps {
  /** Members of the cluster: one, or three for high availability. */
  readonly members: 1 | 3;
  /** Disk of each member. */
  readonly disk: Size;
  readonly resources: Resources;
  /** Most connections at once. */
  readonly maxConnections: number;
  /**
   * Workers that may build one vector index together.
   * Debian's pgvector 0.8.0 needs 0: its parallel build fails.
   */
  readonly maintenanceWorkers: number;
  /** Whether the demo bot is published. */
  readonly demo: boolean;
}

/** PostgreSQL with pgvector, kept available by Patroni. */
export class Postgres extends Tier {
  /** The leader: writes, LISTEN, jobs, migrations. */
  readonly readWrite: DatabaseEndpoint<'migrator' | 'realtime' | 'scraper' | 'publisher'>;
  /** The followers; the leader where it stands alone. */
  readonly readOnly: DatabaseEndpoint<'realtime_reader' | 'monitor'>;
  /** Many short reads. */
  readonly pooled: DatabaseEndpoint<'realtime_reader'>;

  constructor(scope: Construct, props: PostgresProps) {
    super(scope, 'postgres', { ...props, namespace: 'kept' });
    const server = members(this, { ...props, count: props.members });
    patroniRole(this, { scope: SCOPE, members: props.members });
    const [leader, followers] = [`${SCOPE}-rw`, props.members > 1 ? `${SCOPE}-ro` : `${SCOPE}-rw`];
    const writers = { migrator: true, realtime: true, scraper: true, publisher: true } as const;
    this.readWrite = declared(server, { name: 'readWrite', roles: writers, service: leader });
    this.readOnly = declared(server, {
      name: 'readOnly',
      roles: { realtime_reader: true, monitor: true },
      service: followers,
    });
    // pgpool is to stand here; until then the leader answers.
    this.pooled = declared(server, { name: 'pooled', roles: { realtime_reader: true }, service: leader });
    connectMembers(server);
    migration(this, props).connect({ migrateDatabase: login(this.readWrite, { role: 'migrator', connections: 1 }) });
  }
}

interface Declaration<Role extends DatabaseRole> {
  readonly name: string;
  readonly roles: Readonly<Record<Role, true>>;
  /** Service that leads to it. */
  readonly service: string;
}

function declared<Role extends DatabaseRole>(server: Workload, { name, roles, service }: Declaration<Role>) {
  const host = server.host(service);
  const port = memberPorts.postgres;
  return server.pods.offer({ kind: 'database', name: `postgres.${name}`, host, serverName: host, port, roles });
}
