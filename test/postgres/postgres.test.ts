import { App, Size } from 'cdk8s';
import { load } from 'js-yaml';
import { Postgres, type PostgresProps } from '../../charts/postgres/postgres';
import { containerOf, find, namesOf, podOf, rendered, testSite, variablesOf } from '../support';

const minimal: PostgresProps = {
  site: testSite,
  members: 1,
  disk: Size.gibibytes(5),
  resources: { cpuMillis: 500, memory: Size.gibibytes(2) },
  maxConnections: 100,
  maintenanceWorkers: 0,
  demo: false,
};

/** A new prop does not compile before it stands here. */
const everything: Required<PostgresProps> = {
  ...minimal,
  namespace: 'kept',
  members: 3,
  maintenanceWorkers: 2,
  maxConnections: 300,
  demo: true,
};

function render(props: PostgresProps) {
  const app = new App();
  const postgres = new Postgres(app, props);
  const objects = rendered(app);
  const configuration = load(
    find(objects, 'ConfigMap', 'postgres-patroni').data?.['patroni.yml'] ?? '',
  ) as Configuration;
  return { objects, postgres, configuration };
}

interface Configuration {
  readonly scope: string;
  readonly bootstrap: {
    readonly dcs: Record<string, unknown> & { readonly postgresql: { readonly parameters: Record<string, unknown> } };
    readonly initdb: unknown[];
    readonly post_bootstrap: string;
  };
  readonly restapi: Record<string, unknown>;
  readonly ctl: Record<string, unknown>;
  readonly kubernetes: {
    readonly labels: Record<string, string>;
    readonly scope_label: string;
    readonly use_endpoints: boolean;
  };
  readonly postgresql: {
    readonly pg_hba: readonly string[];
    readonly parameters: Record<string, unknown>;
    readonly pgpass: string;
    readonly basebackup: readonly unknown[];
    readonly authentication: Record<string, Record<string, string>>;
  };
}

describe('access to PostgreSQL', () => {
  const { configuration } = render(minimal);

  test('is by client certificate of a role, by nothing else', () => {
    expect(configuration.postgresql.pg_hba).toEqual([
      'local all postgres peer',
      'hostnossl all all all reject',
      'hostssl replication standby all cert clientcert=verify-full',
      'hostssl postgres rewind all cert clientcert=verify-full',
      'hostssl all postgres all reject',
      ...['migrator', 'realtime', 'realtime_reader', 'scraper', 'publisher', 'monitor'].map(
        (role) => `hostssl perchoir ${role} all cert clientcert=verify-full`,
      ),
    ]);
  });

  test('is encrypted', () => {
    expect(configuration.postgresql.parameters).toMatchObject({
      ssl: 'on',
      ssl_min_protocol_version: 'TLSv1.3',
      ssl_ca_file: '/etc/perchoir/tls/ca.crt',
    });
  });

  test('never writes what visitors wrote into the log', () => {
    expect(configuration.postgresql.parameters).toMatchObject({
      log_parameter_max_length: 0,
      log_parameter_max_length_on_error: 0,
    });
  });

  test('of members to each other verifies both ends', () => {
    for (const role of ['replication', 'rewind']) {
      expect(configuration.postgresql.authentication[role]).toMatchObject({ sslmode: 'verify-full' });
    }
    expect(configuration.ctl).toMatchObject({
      certfile: '/etc/perchoir/tls/tls.crt',
      cacert: '/etc/perchoir/tls/ca.crt',
    });
  });
});

describe('availability', () => {
  const { objects, configuration } = render(everything);
  const members = find(objects, 'StatefulSet', 'postgres');

  test('is kept by the settings that were measured', () => {
    expect(configuration.bootstrap.dcs).toMatchObject({
      ttl: 20,
      loop_wait: 5,
      retry_timeout: 5,
      synchronous_mode: true,
      failsafe_mode: true,
      primary_start_timeout: 30,
    });
    expect(configuration.bootstrap.initdb).toContain('data-checksums');
  });

  test('starts from a read-only disk: what Patroni wants to write stands in a folder that it can', () => {
    const places = [
      configuration.postgresql.pgpass,
      String(configuration.postgresql.parameters['unix_socket_directories']),
    ];
    const writable = (containerOf(members).volumeMounts ?? []).filter(({ readOnly }) => readOnly !== true);

    for (const place of places)
      expect(writable.some(({ mountPath }) => `${place}/`.startsWith(`${mountPath}/`))).toBe(true);
  });

  test('does not keep a new follower waiting for a checkpoint', () => {
    expect(configuration.postgresql.basebackup).toEqual([{ checkpoint: 'fast' }]);
  });

  test('follows the role that Patroni writes on pods, not a health check', () => {
    expect(find(objects, 'Service', 'postgres-rw').spec).toMatchObject({
      selector: { 'app.kubernetes.io/name': 'postgres', role: 'primary' },
    });
    expect(find(objects, 'Service', 'postgres-ro').spec).toMatchObject({ selector: { role: 'replica' } });
    expect(find(objects, 'Service', 'postgres-members').spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    });
  });

  test("asks Patroni's own endpoints whether a member lives and is ready", () => {
    const { livenessProbe, readinessProbe } = containerOf(members);

    expect([livenessProbe?.httpGet, readinessProbe?.httpGet]).toEqual([
      { path: '/liveness', port: 8008, scheme: 'HTTPS' },
      { path: '/readiness', port: 8008, scheme: 'HTTPS' },
    ]);
  });

  test('replaces members one by one, each settled before the next', () => {
    expect(members.spec).toMatchObject({
      replicas: 3,
      minReadySeconds: 10,
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      serviceName: 'postgres-members',
    });
    expect(podOf(members).terminationGracePeriodSeconds).toBe(120);
  });

  test('restarts members when their configuration changes', () => {
    const ring = (props: PostgresProps) =>
      (
        find(render(props).objects, 'StatefulSet', 'postgres').spec as {
          template: { metadata: { annotations: Record<string, string> } };
        }
      ).template.metadata.annotations['perchoir.org/configuration'];

    expect(ring(everything)).toBe(ring({ ...everything }));
    expect(ring(everything)).not.toBe(ring({ ...everything, maintenanceWorkers: 1 }));
  });

  test('makes pods findable by the labels that Patroni looks for', () => {
    const { labels } = (members.spec as { template: { metadata: { labels: Record<string, string> } } }).template
      .metadata;

    expect(labels).toMatchObject({
      ...configuration.kubernetes.labels,
      [configuration.kubernetes.scope_label]: configuration.scope,
    });
  });
});

describe("Patroni's rights", () => {
  const { objects } = render(everything);

  test('are the least that work', () => {
    expect(find(objects, 'Role', 'postgres').rules).toEqual([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'watch'] },
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['postgres-config', 'postgres-leader', 'postgres-failover', 'postgres-sync'],
        verbs: ['get', 'patch'],
      },
      { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] },
      {
        apiGroups: [''],
        resources: ['pods'],
        resourceNames: ['postgres-0', 'postgres-1', 'postgres-2'],
        verbs: ['patch'],
      },
    ]);
  });

  test('need no right to create: the ConfigMaps are declared, labelled as it expects, and never pruned', () => {
    for (const name of ['postgres-config', 'postgres-leader', 'postgres-failover', 'postgres-sync']) {
      const { metadata } = find(objects, 'ConfigMap', name);
      expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'postgres', 'cluster-name': 'postgres' });
      expect(metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
    }
  });

  test('reach the API server by its real address', () => {
    expect(find(objects, 'NetworkPolicy', 'postgres-calls-api-server').spec).toMatchObject({
      egress: [{ to: [{ ipBlock: { cidr: '192.0.2.1/32' } }], ports: [{ port: 6443 }] }],
    });
  });
});

describe('the schema', () => {
  test('is brought up to date by a Job that says its version, as the role migrator', () => {
    const { objects } = render(everything);
    const [name = ''] = namesOf(objects, 'Job');

    expect(name).toMatch(/^migrate-v\d+-[0-9a-f]{8}$/);
    expect(containerOf(find(objects, 'Job', name)).args).toEqual(['migrate']);
    expect(variablesOf(containerOf(find(objects, 'Job', name)))).toMatchObject({
      DEMO: 'true',
      MIGRATE_DATABASE_URL: 'postgres://migrator@postgres-rw.postgres.svc:5432/perchoir',
    });
  });
});

describe('endpoints', () => {
  test('of a single member all lead to it', () => {
    const { postgres } = render(minimal);

    expect([postgres.readWrite.host, postgres.readOnly.host, postgres.pooled.host]).toEqual(
      Array(3).fill('postgres-rw.postgres.svc'),
    );
  });

  test('of three send readers to the followers', () => {
    expect(render(everything).postgres.readOnly.host).toBe('postgres-ro.postgres.svc');
  });

  test('outlive their folder: neither namespace nor disks are pruned', () => {
    const { objects } = render(minimal);

    expect(find(objects, 'Namespace', 'postgres').metadata.annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
    expect(find(objects, 'StatefulSet', 'postgres').spec).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    });
  });
});
