import { load } from 'js-yaml';
import { type Cluster } from '../../clusters/cluster';
import { clusters } from '../../clusters/clusters';
import { platform } from '../../clusters/platform';
import { production } from '../../clusters/production';
import { proof } from '../../clusters/proof';
import { drawing, rendering } from '../../clusters/rendering';
import { staging } from '../../clusters/staging';
import { parsed, podOf, type Rendered } from '../support';

const inventoryOf = (cluster: Cluster) => JSON.parse(rendering(cluster).get('inventory.json') ?? '') as Inventory;

interface Inventory {
  readonly flows: readonly {
    readonly from: string;
    readonly to: string;
    readonly port: number;
    readonly prop: string;
  }[];
  readonly secrets: readonly object[];
}

describe('clusters', () => {
  test('differ only by what their files state: another name changes nothing but the name', () => {
    const [named, renamed] = [rendering(production), rendering({ ...production, name: 'elsewhere' })];

    expect([...renamed.keys()]).toEqual([...named.keys()]);
    for (const [path, text] of renamed) {
      expect(text.replace('"cluster": "elsewhere"', '"cluster": "production"')).toBe(named.get(path));
    }
  });

  test("are one composition: staging with the test node's facts is the proof", () => {
    const { autoscaling: _, ...withoutAutoscaling } = staging;

    expect([...rendering({ ...withoutAutoscaling, ...proof })]).toEqual([...rendering(proof)]);
  });

  test.each(clusters.map((cluster) => [cluster.name, cluster] as const))('%s runs the four tiers', (_, cluster) => {
    const tiers = platform(cluster).app.node.children.map(({ node }) => node.id);

    expect(tiers).toEqual(['postgres', 'llm', 'realtime', 'front-office']);
  });

  test('lose the files of what they no longer have, and no others', () => {
    const { autoscaling: _, ...byHand } = production;
    const [before, after] = [rendering(production), rendering(byHand)];

    const gone = [...before.keys()].filter((path) => !after.has(path));
    expect(gone.filter((path) => !/ScaledObject|TriggerAuthentication|-scaler|prometheus|keda/.test(path))).toEqual([]);
    expect(gone).toEqual(
      expect.arrayContaining(['realtime/ScaledObject.realtime.yaml', 'llm/ScaledObject.llm-replica.yaml']),
    );
    expect([...after.keys()].filter((path) => !before.has(path))).toEqual([]);
  });

  test('have names that nobody owns', () => {
    for (const { host, registry } of clusters) {
      expect(
        [host, registry.split('/')[0]].every((name) => /^localhost$|(^|\.)(example\.org|test|local)$/.test(name ?? '')),
      ).toBe(true);
    }
  });
});

/** The golden list of flows; anything else is denied. Growing it is a decision, not an accident. */
const flows = [
  'edge/visitors -> front-office/chatbot-origin :8080',
  'edge/visitors -> realtime/realtime :8080',
  'llm/llm-embeddings -> llm/llm-gateway :8080',
  'llm/llm-gateway -> llm/llm-embeddings :8080',
  'llm/llm-gateway -> llm/llm-gateway :9091',
  'llm/llm-gateway -> llm/llm-replica :8080',
  'llm/llm-replica -> llm/llm-gateway :8080',
  'monitoring/prometheus -> front-office/chatbot-origin :9090',
  'monitoring/prometheus -> llm/llm-embeddings :9090',
  'monitoring/prometheus -> llm/llm-gateway :9090',
  'monitoring/prometheus -> llm/llm-replica :9090',
  'monitoring/prometheus -> realtime/realtime :9090',
  'operators/keda-operator -> llm/llm-gateway :9091',
  'postgres/migrate -> postgres/postgres :5432',
  'postgres/postgres -> outside/api-server :6443',
  'postgres/postgres -> postgres/postgres :5432',
  'postgres/postgres -> postgres/postgres :8008',
  'realtime/realtime -> llm/llm-gateway :8080',
  'realtime/realtime -> postgres/postgres :5432',
];

describe('flows in production', () => {
  test('are exactly those of the list', () => {
    const found = inventoryOf(production).flows.map(({ from, to, port }) => `${from} -> ${to} :${port}`);

    expect([...new Set(found)].sort()).toEqual(flows);
  });

  test('are exactly the arrows of the picture', () => {
    const arrows = drawing(clusters)
      .split('\n')
      .filter((line) => line.includes('-->'));

    expect(arrows).toHaveLength(flows.length);
  });

  test('are exactly what the firewall allows: one policy at each end that is ours', () => {
    const policies = [...rendering(production).keys()].filter((path) =>
      /NetworkPolicy\..*-(calls|accepts)-/.test(path),
    );
    const ours = ['postgres', 'llm', 'realtime', 'front-office'];
    const ends = inventoryOf(production).flows.flatMap(({ from, to }) =>
      [from, to].filter((end) => ours.includes(end.split('/')[0] ?? '')),
    );

    expect(policies).toHaveLength(ends.length);
  });
});

const everyObject = clusters.flatMap((cluster) =>
  parsed(rendering(cluster)).map(
    (object) =>
      [`${cluster.name} ${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`, object] as const,
  ),
);
const everyPod = everyObject
  .filter(([, { kind }]) => ['Deployment', 'StatefulSet', 'Job'].includes(kind))
  .map(([name, object]) => [name, podOf(object)] as const);

describe('every object of every cluster', () => {
  test('holds no secret: they are referred to, never rendered', () => {
    expect(everyObject.filter(([, { kind }]) => kind === 'Secret')).toEqual([]);
  });

  test('says which platform it belongs to', () => {
    const strangers = everyObject.filter(
      ([, { metadata }]) => metadata.labels['app.kubernetes.io/part-of'] !== 'perchoir',
    );

    expect(strangers.map(([name]) => name)).toEqual([]);
  });

  test('that is mounted exists, or is listed for generation', () => {
    for (const cluster of clusters) {
      const objects = parsed(rendering(cluster));
      const known = [
        ...objects.filter(({ kind }) => ['Certificate', 'ConfigMap'].includes(kind)).map(identity),
        ...inventoryOf(cluster).secrets.map(
          (secret) => `${(secret as { namespace: string }).namespace}/${(secret as { name: string }).name}`,
        ),
      ];

      expect(mountedBy(objects).filter((name) => !known.includes(name))).toEqual([]);
    }
  });
});

describe('certificates', () => {
  test.each(clusters.map((cluster) => [cluster.name, cluster] as const))(
    '%s gives no workload a certificate by which the database would let it in',
    (_, cluster) => {
      const objects = parsed(rendering(cluster));
      const roles = databaseRoles(objects);
      const names = new Map(
        objects.filter(({ kind }) => kind === 'Certificate').map((one) => [identity(one), commonNameOf(one)]),
      );
      const workloads = ownCertificates(objects).map((name) => names.get(name));

      expect(roles).toEqual(expect.arrayContaining(['realtime', 'migrator', 'postgres', 'standby']));
      expect(workloads).toContain('tier:realtime');
      expect(workloads.filter((name) => name === undefined || roles.includes(name))).toEqual([]);
      const others = [...names.values()].filter((name) => !roles.includes(name));
      expect(others.filter((name) => !/^tier:[a-z-]+$/.test(name))).toEqual([]);
    },
  );
});

describe('every pod of every cluster', () => {
  test.each(everyPod)('%s runs as nobody, from a read-only disk, with every capability dropped', (_, pod) => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
      });
      expect(container.resources.limits['memory']).toBe(container.resources.requests['memory']);
    }
  });

  test.each(everyPod)('%s keeps secrets out of its variables', (_, pod) => {
    const values = pod.containers.flatMap(({ env }) => env);

    expect(values.filter(({ valueFrom }) => valueFrom !== undefined && !('fieldRef' in (valueFrom as object)))).toEqual(
      [],
    );
    expect(values.filter(({ value }) => /:\/\/[^/@]*:[^/@]*@/.test(value ?? ''))).toEqual([]);
  });
});

function identity({ metadata }: Rendered): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Every user that a rule for logins names, and the two of the bootstrap that no rule lets in. */
function databaseRoles(objects: readonly Rendered[]): string[] {
  const file = objects.find(({ metadata }) => metadata.name === 'postgres-patroni')?.data?.['patroni.yml'] ?? '';
  const { postgresql } = load(file) as { readonly postgresql: { readonly pg_hba: readonly string[] } };
  const users = postgresql.pg_hba.map((rule) => rule.split(' ')[2] ?? '');
  return [...new Set([...users, 'owner', 'dashboards'])];
}

/** The certificate of each workload itself, as opposed to those that it logs in with. */
function ownCertificates(objects: readonly Rendered[]): string[] {
  return objects
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind))
    .flatMap((object) =>
      (podOf(object).volumes ?? [])
        .filter((volume) => volume['name'] === 'tls')
        .flatMap(namesIn)
        .map((name) => `${object.metadata.namespace ?? ''}/${name}`),
    );
}

function commonNameOf({ spec }: Rendered): string {
  return (spec as { readonly commonName: string }).commonName;
}

function mountedBy(objects: readonly Rendered[]): string[] {
  return objects
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind))
    .flatMap((object) =>
      (podOf(object).volumes ?? []).flatMap((volume) =>
        namesIn(volume).map((name) => `${object.metadata.namespace ?? ''}/${name}`),
      ),
    );
}

function namesIn(volume: Record<string, unknown>): string[] {
  const { secret, configMap } = volume as { secret?: { secretName: string }; configMap?: { name: string } };
  return [secret?.secretName, configMap?.name].filter((name) => name !== undefined);
}
