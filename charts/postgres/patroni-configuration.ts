import { type JsonObject } from '../lib/json';

/** What the configuration of the members depends on. */
export interface PatroniConfiguration {
  /** Name of the cluster, its ConfigMaps' prefix and the value of its label. */
  readonly scope: string;
  readonly namespace: string;
  /** Most connections at once. Written when the database is first made; afterwards `patronictl edit-config` changes it. */
  readonly maxConnections: number;
  /** Memory of one member in MiB; a quarter of it becomes shared buffers. */
  readonly memoryMebibytes: number;
  /** Workers that may build one index together. */
  readonly maintenanceWorkers: number;
}

const tls = '/etc/perchoir/tls';
const data = '/var/lib/postgresql/data';

/** The file `patroni.yml`, without what differs between members (that comes from `PATRONI_*` variables). */
export function patroniConfiguration(props: PatroniConfiguration): JsonObject {
  const { scope, namespace } = props;
  return {
    scope,
    kubernetes: {
      namespace,
      use_endpoints: false,
      bypass_api_service: false,
      labels: { 'app.kubernetes.io/name': scope },
      scope_label: 'cluster-name',
      role_label: 'role',
      leader_label_value: 'primary',
      follower_label_value: 'replica',
    },
    restapi: {
      listen: '0.0.0.0:8008',
      certfile: `${tls}/tls.crt`,
      keyfile: `${tls}/tls.key`,
      cafile: `${tls}/ca.crt`,
      // Probes have no certificate; whatever changes state needs one.
      verify_client: 'optional',
    },
    // Without a client certificate members refuse each other's failsafe calls: seen only while the API server is away.
    ctl: { certfile: `${tls}/tls.crt`, keyfile: `${tls}/tls.key`, cacert: `${tls}/ca.crt`, insecure: false },
    bootstrap: bootstrap(props),
    postgresql: postgresql(props),
  };
}

function bootstrap({ maxConnections }: PatroniConfiguration): JsonObject {
  return {
    dcs: {
      ttl: 20,
      loop_wait: 5,
      retry_timeout: 5,
      maximum_lag_on_failover: 1_048_576,
      primary_start_timeout: 30,
      // Not strict: with no standby left, writes go on and an alert is raised.
      synchronous_mode: true,
      failsafe_mode: true,
      postgresql: {
        use_pg_rewind: true,
        use_slots: true,
        parameters: {
          max_connections: maxConnections,
          max_wal_senders: 10,
          max_replication_slots: 10,
          wal_level: 'replica',
          hot_standby: 'on',
          wal_log_hints: 'on',
        },
      },
    },
    initdb: ['data-checksums', { encoding: 'UTF8' }, { locale: 'C.UTF-8' }],
    // Of the image: makes the database, its roles and extensions.
    post_bootstrap: '/usr/share/perchoir/post-bootstrap',
  };
}

function postgresql({ memoryMebibytes, maintenanceWorkers }: PatroniConfiguration): JsonObject {
  return {
    listen: '0.0.0.0:5432',
    data_dir: `${data}/pgdata`,
    // Patroni insists on a place for passwords although nobody has one; the home folder cannot be written.
    pgpass: '/tmp/pgpass',
    // A new follower would otherwise wait minutes for the leader's next checkpoint before it copies anything.
    basebackup: [{ checkpoint: 'fast' }],
    use_unix_socket: true,
    use_unix_socket_repl: false,
    authentication: {
      superuser: { username: 'postgres' },
      replication: clientCertificate('standby'),
      rewind: clientCertificate('rewind'),
    },
    parameters: {
      unix_socket_directories: '/var/run/postgresql',
      ssl: 'on',
      ssl_cert_file: `${tls}/tls.crt`,
      ssl_key_file: `${tls}/tls.key`,
      ssl_ca_file: `${tls}/ca.crt`,
      ssl_min_protocol_version: 'TLSv1.3',
      password_encryption: 'scram-sha-256',
      shared_buffers: `${Math.floor(memoryMebibytes / 4)}MB`,
      effective_cache_size: `${Math.floor((memoryMebibytes * 3) / 4)}MB`,
      max_parallel_maintenance_workers: maintenanceWorkers,
      idle_in_transaction_session_timeout: '60s',
      log_min_duration_statement: '1s',
      // Statements may carry what visitors wrote.
      log_parameter_max_length: 0,
      log_parameter_max_length_on_error: 0,
    },
    pg_hba: accessRules,
  };
}

function clientCertificate(role: string): JsonObject {
  const folder = `/etc/perchoir/${role}`;
  return {
    username: role,
    sslmode: 'verify-full',
    sslcert: `${folder}/tls.crt`,
    sslkey: `${folder}/tls.key`,
    sslrootcert: `${folder}/ca.crt`,
  };
}

/** Roles of services: each proves who it is by a certificate whose common name is the role. */
const serviceRoles = ['migrator', 'realtime', 'realtime_reader', 'scraper', 'publisher', 'monitor'];

/** First match wins. The superuser exists on the member's own socket only, and nothing comes in without TLS. */
const accessRules: readonly string[] = [
  'local all postgres peer',
  'hostnossl all all all reject',
  'hostssl replication standby all cert clientcert=verify-full',
  'hostssl postgres rewind all cert clientcert=verify-full',
  'hostssl all postgres all reject',
  ...serviceRoles.map((role) => `hostssl perchoir ${role} all cert clientcert=verify-full`),
];
