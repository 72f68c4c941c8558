import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_VERSION } from '../../charts/postgres/migration';
import { clusters } from '../../clusters/clusters';
import { baseImages, imageLock } from '../../clusters/locks';
import { rendering } from '../../clusters/rendering';
import { containerOf, find, parsed, podOf, type Rendered, type RenderedContainer } from '../support';
import { type Contract, disagreements, parseExample, readContract } from './contract';

const apps = join(__dirname, '../../apps');

/** Images that are not services: their side of the bargain is tested below. */
const notServices = ['postgres', 'llama-server'];

const containers = clusters.flatMap((cluster) =>
  parsed(rendering(cluster))
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind))
    .map((object) => ({
      name: `${cluster.name} ${object.metadata.name}`,
      app: appOf(object),
      container: containerOf(object),
    }))
    .filter(({ app }) => !notServices.includes(app)),
);

const services = [...new Set(containers.map(({ app }) => app))].sort();

describe('charts and apps agree', () => {
  test('on which services there are', () => {
    expect(services).toEqual(['chatbot-builder', 'database', 'llm-gateway', 'llm-replica', 'realtime']);
  });

  test.each(containers)('on variables, ports, probes and command of $name', ({ app, container }) => {
    expect(disagreements(container, readContract(join(apps, app)))).toEqual([]);
  });

  test('on the version of the schema: the database brings what the platform says, and nobody needs more', () => {
    expect(readContract(join(apps, 'database')).service.schema).toBe(SCHEMA_VERSION);
    for (const app of services) {
      expect(readContract(join(apps, app)).service.schema ?? 0).toBeLessThanOrEqual(SCHEMA_VERSION);
    }
  });
});

describe('the image of the database', () => {
  const members = find(parsed(rendering(clusters[0])), 'StatefulSet', 'postgres');
  const dockerfile = readFileSync(join(apps, 'database/postgres.Dockerfile'), 'utf8');

  test('knows the user that the pod runs as by the name postgres', () => {
    expect(dockerfile).toContain(`--uid ${String(podOf(members).securityContext['runAsUser'])} `);
    expect(dockerfile).toMatch(/useradd [^\n]*postgres/);
  });

  test('has the program that Patroni calls when the database is first made', () => {
    const configuration =
      find(parsed(rendering(clusters[0])), 'ConfigMap', 'postgres-patroni').data?.['patroni.yml'] ?? '';
    const [, program = ''] = /post_bootstrap: "?([^"\n]+)/.exec(configuration) ?? [];

    expect(dockerfile).toContain(`apps/database/postgres/${program.split('/').at(-1) ?? ''}`);
    expect(existsSync(join(apps, 'database/postgres', program.split('/').at(-1) ?? ''))).toBe(true);
  });

  test('starts with the file that the chart mounts', () => {
    const { PATRONI_CONFIGURATION_FILE: file } = Object.fromEntries(
      containerOf(members).env.map(({ name, value }) => [name, value]),
    );

    expect(readFileSync(join(apps, 'database/postgres/entrypoint'), 'utf8')).toContain('PATRONI_CONFIGURATION_FILE');
    expect(containerOf(members).volumeMounts?.some(({ mountPath }) => file === `${mountPath}/patroni.yml`)).toBe(true);
  });
});

describe('every image', () => {
  const bases = Object.entries(baseImages).map(([name, { tag, digest }]) => `${name}:${tag}@${digest}`);

  test.each(Object.keys(imageLock).map((app) => [app, dockerfileOf(app)]))(
    '%s is built on a pinned one (%s)',
    (_, file) => {
      const [, base] = /^ARG BASE=(\S+)$/m.exec(readFileSync(join(apps, file), 'utf8')) ?? [];

      expect(bases).toContain(base);
    },
  );
});

describe('a change on one side alone is noticed', () => {
  const { container } = containers.find(({ app }) => app === 'realtime') ?? fail('realtime is not rendered');
  const contract: Contract = {
    variables: new Map(container.env.map(({ name, value = '' }) => [name, { isRequired: true, example: value }])),
    service: {
      name: 'realtime',
      ports: { users: 8080, admin: 9090 },
      probes: { startup: '/livez', liveness: '/livez', readiness: '/readyz' },
    },
  };
  const changed = (change: Partial<RenderedContainer>) => disagreements({ ...container, ...change }, contract);
  const demanded = (service: Partial<Contract['service']>) =>
    disagreements(container, { ...contract, service: { ...contract.service, ...service } });

  test('and none is seen where there is none', () => {
    expect(disagreements(container, contract)).toEqual([]);
  });

  test('a variable renamed in the chart', () => {
    const env = container.env.map((variable) =>
      variable.name === 'MAX_USERS' ? { ...variable, name: 'MOST_USERS' } : variable,
    );

    expect(changed({ env })).toEqual([
      'the chart sets MOST_USERS, which .env.example does not have',
      'MAX_USERS is required, and the chart does not set it',
    ]);
  });

  test('a variable renamed in the app', () => {
    const variables = new Map([...contract.variables].filter(([name]) => name !== 'MAX_USERS')).set('MOST_USERS', {
      isRequired: true,
      example: '1',
    });

    expect(disagreements(container, { ...contract, variables })).toEqual([
      'the chart sets MAX_USERS, which .env.example does not have',
      'MOST_USERS is required, and the chart does not set it',
    ]);
  });

  test('a port moved in the chart', () => {
    const ports = [
      { name: 'users', containerPort: 8081 },
      { name: 'admin', containerPort: 9090 },
    ];

    expect(changed({ ports })).toEqual(['the app listens for users on 8080, the chart has 8081']);
  });

  test('a port moved, added or removed in the app', () => {
    expect(demanded({ ports: { users: 8081, admin: 9090 } })).toEqual([
      'the app listens for users on 8081, the chart has 8080',
    ]);
    expect(demanded({ ports: { users: 8080, admin: 9090, songs: 7000 } })).toEqual([
      'the app listens for songs on 7000, the chart has no such port',
    ]);
    expect(demanded({ ports: { admin: 9090 } })).toEqual([
      'the chart opens users on 8080, which the app does not have',
    ]);
  });

  test('a probe path changed on either side', () => {
    const readinessProbe = { httpGet: { path: '/ready', port: 9090, scheme: 'HTTPS' } };

    expect(changed({ readinessProbe })).toEqual([
      'the readiness probe asks HTTPS 9090/ready, the app answers HTTPS 9090/readyz',
    ]);
    expect(demanded({ probes: { startup: '/startz', liveness: '/livez', readiness: '/readyz' } })).toEqual([
      'the startup probe asks HTTPS 9090/livez, the app answers HTTPS 9090/startz',
    ]);
  });

  test('a probe without TLS, on another port, or left out', () => {
    const { livenessProbe: _, ...withoutLiveness } = container;

    expect(changed({ livenessProbe: { httpGet: { path: '/livez', port: 9090, scheme: 'HTTP' } } })).toHaveLength(1);
    expect(changed({ livenessProbe: { httpGet: { path: '/livez', port: 8080, scheme: 'HTTPS' } } })).toHaveLength(1);
    expect(disagreements(withoutLiveness, contract)).toEqual(['the chart asks 2 probes, the app answers 3']);
  });

  test('a command that the app does not have', () => {
    expect(changed({ args: ['sing'] })).toEqual(['the chart chooses the command "sing", the app has none']);
  });
});

describe('.env.example', () => {
  test('says of each variable whether it is required', () => {
    expect([...parseExample('# required: a name\nNAME=x\n\n# optional: a port\nPORT=1\n')]).toEqual([
      ['NAME', { isRequired: true, example: 'x' }],
      ['PORT', { isRequired: false, example: '1' }],
    ]);
  });

  test.each(['NAME=x', '# a name\nNAME=x', '# required: a\nA=1\nB=2'])('is refused without that line: %j', (text) => {
    expect(() => parseExample(text)).toThrow('needs a line "# required: …"');
  });

  test('must exist', () => {
    expect(() => readContract(join(apps, 'dodo'))).toThrow('apps/dodo/.env.example is missing');
  });
});

/** Two images are built in the folder of the app that they serve. */
function dockerfileOf(app: string): string {
  const besides: Record<string, string> = {
    postgres: 'database/postgres.Dockerfile',
    'llama-server': 'llm-replica/llama-server.Dockerfile',
  };
  return besides[app] ?? `${app}/Dockerfile`;
}

function appOf(object: Rendered): string {
  const [reference = ''] = containerOf(object).image.split(':');
  return reference.split('/').at(-1) ?? reference;
}

function fail(message: string): never {
  throw new Error(message);
}
