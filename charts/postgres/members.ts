import { createHash } from 'node:crypto';
import { Size } from 'cdk8s';
import { identity } from '../lib/certificate';
import { type Resources } from '../lib/container';
import { outsideAddresses } from '../lib/endpoint';
import { imageOf } from '../lib/image';
import { Manifest } from '../lib/manifest';
import { type Mounted } from '../lib/pod-template';
import { mountRoot } from '../lib/secret-ref';
import { type Tier } from '../lib/tier';
import { Workload } from '../lib/workload';
import { toYaml } from '../lib/writer/yaml';
import { patroniConfiguration } from './patroni-configuration';

/** Scope of Patroni, name of the StatefulSet and prefix of everything that Patroni writes. */
export const SCOPE = 'postgres';

/** User id of `postgres` in the image: the socket's peer login compares names, so the id must have that name. */
const POSTGRES_USER_ID = 999;

export const memberPorts = { postgres: 5432, patroni: 8008 } as const;

export interface MembersProps {
  readonly count: number;
  readonly disk: Size;
  readonly resources: Resources;
  readonly maxConnections: number;
  readonly maintenanceWorkers: number;
}

/** The members of the Patroni cluster: one leads, the others follow, and any of them can take over. */
export function members(tier: Tier, props: MembersProps): Workload {
  const { count, resources } = props;
  const configuration = memberConfiguration(tier, props);
  new Manifest(tier, 'configuration', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: `${SCOPE}-patroni`,
    body: () => ({ data: { 'patroni.yml': configuration } }),
  });
  return new Workload(tier, SCOPE, {
    app: 'postgres',
    image: imageOf('postgres', tier.site),
    component: 'database',
    replicas: { kind: 'fixed', count },
    resources,
    variables: { style: 'own', own: memberVariables },
    ports: memberPorts,
    probes: {
      port: memberPorts.patroni,
      scheme: 'HTTPS',
      startup: '/liveness',
      liveness: '/liveness',
      readiness: '/readiness',
      startupSeconds: 600,
    },
    services: [
      { name: `${SCOPE}-rw`, only: { role: 'primary' } },
      { name: `${SCOPE}-members`, reach: 'every-pod' },
      ...(count > 1 ? [{ name: `${SCOPE}-ro`, only: { role: 'replica' } }] : []),
    ],
    mounted: [...clientIdentities(tier), ...writableFolders],
    disk: { path: '/var/lib/postgresql/data', size: props.disk },
    // On SIGTERM Patroni hands the lock over before PostgreSQL stops.
    gracePeriodSeconds: 120,
    minReadySeconds: 10,
    userId: POSTGRES_USER_ID,
    // Patroni finds its members' pods by this label.
    podLabels: { 'cluster-name': SCOPE },
    apiAccess: 'own-role',
    // Patroni reads its file at start: a changed one must restart the members, one after the other.
    podAnnotations: {
      'perchoir.org/configuration': createHash('sha256').update(configuration).digest('hex').slice(0, 16),
    },
  });
}

const memberVariables = {
  POD_NAME: { podField: 'metadata.name' },
  POD_IP: { podField: 'status.podIP' },
  PATRONI_NAME: '$(POD_NAME)',
  PATRONI_KUBERNETES_POD_IP: '$(POD_IP)',
  PATRONI_POSTGRESQL_CONNECT_ADDRESS: `$(POD_NAME).${SCOPE}-members.postgres.svc:${memberPorts.postgres}`,
  PATRONI_RESTAPI_CONNECT_ADDRESS: `$(POD_NAME).${SCOPE}-members.postgres.svc:${memberPorts.patroni}`,
  PATRONI_CONFIGURATION_FILE: `${mountRoot}/patroni/patroni.yml`,
} as const;

function memberConfiguration(tier: Tier, { maxConnections, resources, maintenanceWorkers }: MembersProps): string {
  return toYaml(
    patroniConfiguration({
      scope: SCOPE,
      namespace: tier.tier,
      maxConnections,
      memoryMebibytes: resources.memory.toMebibytes(),
      maintenanceWorkers,
    }),
  );
}

/** Members call one another: streaming replication, and Patroni asking the others before it gives up. */
export function connectMembers(server: Workload): void {
  const provider = server.pods;
  server.connect({
    replication: { kind: 'discovered', provider, port: memberPorts.postgres },
    failsafe: { kind: 'discovered', provider, port: memberPorts.patroni },
    apiServer: outsideAddresses('api-server', provider.site.apiServer),
  });
}

/** Standby and rewind log in to the leader as roles of their own. */
function clientIdentities(tier: Tier): Mounted[] {
  return ['standby', 'rewind'].map((role) => {
    const secret = identity(tier, `identity-${role}`, {
      name: `${SCOPE}-${role}`,
      holder: { role },
      issuer: tier.site.issuer,
    });
    return { kind: 'secret', name: role, secret, path: `${mountRoot}/${role}` };
  });
}

const writableFolders: readonly Mounted[] = [
  { kind: 'configuration', name: 'patroni', configMap: `${SCOPE}-patroni`, path: `${mountRoot}/patroni` },
  { kind: 'scratch', name: 'socket', path: '/var/run/postgresql', limit: Size.mebibytes(16) },
  { kind: 'scratch', name: 'temporary', path: '/tmp', limit: Size.mebibytes(256) },
  // Parallel queries share memory here; the container's own 64 MiB are too few for index builds.
  { kind: 'scratch', name: 'shared-memory', path: '/dev/shm', limit: Size.gibibytes(1), medium: 'Memory' },
];
