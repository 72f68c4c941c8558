import { App } from 'cdk8s';
import { login, outsideAddresses } from '../../charts/lib/endpoint';
import { Workload } from '../../charts/lib/workload';
import { type WorkloadProps } from '../../charts/lib/workload-props';
import { picture } from '../../charts/lib/writer/picture';
import {
  containerOf,
  find,
  namesOf,
  podOf,
  rendered,
  TestTier,
  testImage,
  testResources,
  testSite,
  variablesOf,
} from '../support';

const bird = (name: string): WorkloadProps => ({
  app: name,
  image: testImage,
  component: 'bird',
  replicas: { kind: 'fixed', count: 1 },
  resources: testResources,
  services: [{ name }],
});

/** An owl that may be handed a mouse hole, and a tree full of data. */
function forest(passed: {
  readonly mouse?: boolean;
  readonly tree?: boolean;
  readonly flock?: boolean;
  readonly sky?: boolean;
}) {
  const app = new App();
  const owl = new Workload(new TestTier(app, 'night'), 'owl', bird('owl'));
  const mouse = new Workload(new TestTier(app, 'field'), 'mouse', bird('mouse'));
  const common = { host: mouse.host(), serverName: mouse.host() };
  const hole = mouse.pods.offer({ ...common, kind: 'https', name: 'field.hole', port: 8080 });
  const tree = mouse.pods.offer({
    ...common,
    kind: 'database',
    name: 'field.tree',
    port: 5432,
    roles: { realtime: true },
  });
  const flock = mouse.pods.offer({ ...common, kind: 'peers', name: 'field.flock', port: 9091 });
  owl.connect({
    supper: passed.mouse ? hole : undefined,
    treeHouse: passed.tree ? login(tree, { role: 'realtime', connections: 3 }) : undefined,
    flock: passed.flock ? flock : undefined,
    nightSky: passed.sky ? outsideAddresses('sky', [{ cidr: '192.0.2.7/32', port: 443 }]) : undefined,
  });
  const objects = rendered(app);
  const variables = variablesOf(containerOf(find(objects, 'Deployment', 'owl')));
  return {
    objects,
    variables,
    picture: picture(app, 'forest'),
    policies: namesOf(objects, 'NetworkPolicy').filter((name) => !['default-deny', 'dns'].includes(name)),
  };
}

describe('passing is permission', () => {
  test('sets the variables, opens the firewall on both sides and draws the arrow', () => {
    const { objects, variables, policies, picture: page } = forest({ mouse: true });

    expect(variables).toMatchObject({
      SUPPER_URL: 'https://mouse.field.svc:8080',
      SUPPER_CA_FILE: '/etc/perchoir/tls/ca.crt',
      SUPPER_SERVER_NAME: 'mouse.field.svc',
    });
    expect(policies).toEqual(['mouse-accepts-night-owl-supper', 'owl-calls-supper']);
    expect(find(objects, 'NetworkPolicy', 'owl-calls-supper')).toMatchObject({
      metadata: { namespace: 'night' },
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'owl' } },
        policyTypes: ['Egress'],
        egress: [{ ports: [{ port: 8080, protocol: 'TCP' }], to: [peer('field', 'mouse')] }],
      },
    });
    expect(find(objects, 'NetworkPolicy', 'mouse-accepts-night-owl-supper')).toMatchObject({
      metadata: { namespace: 'field' },
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'mouse' } },
        policyTypes: ['Ingress'],
        ingress: [{ ports: [{ port: 8080, protocol: 'TCP' }], from: [peer('night', 'owl')] }],
      },
    });
    expect(page).toContain('night_owl -->|"supper :8080"| field_mouse');
  });

  test('what is not passed leaves no trace: variable, policies and arrow vanish together', () => {
    const { variables, policies, picture: page } = forest({});

    expect(Object.keys(variables).filter((name) => name.startsWith('SUPPER'))).toEqual([]);
    expect(policies).toEqual([]);
    expect(page).not.toContain('-->');
  });

  test('a database comes with a client certificate for the role, mounted under the prop', () => {
    const { objects, variables } = forest({ tree: true });

    expect(variables).toMatchObject({
      TREE_HOUSE_URL: 'postgres://realtime@mouse.field.svc:5432/perchoir',
      TREE_HOUSE_CA_FILE: '/etc/perchoir/tree-house/ca.crt',
      TREE_HOUSE_CERT_FILE: '/etc/perchoir/tree-house/tls.crt',
      TREE_HOUSE_KEY_FILE: '/etc/perchoir/tree-house/tls.key',
      TREE_HOUSE_SERVER_NAME: 'mouse.field.svc',
    });
    expect(find(objects, 'Certificate', 'owl-tree-house').spec).toMatchObject({
      commonName: 'realtime',
      usages: ['client auth'],
    });
    expect(podOf(find(objects, 'Deployment', 'owl')).volumes).toContainEqual({
      name: 'tree-house',
      secret: { secretName: 'owl-tree-house', defaultMode: 0o440 },
    });
  });

  test('never replaces a variable that the workload sets itself', () => {
    const app = new App();
    const owl = new Workload(new TestTier(app), 'owl', { ...bird('owl'), variables: { own: { SUPPER_URL: 'mice' } } });
    const host = owl.host();
    owl.connect({ supper: owl.pods.offer({ kind: 'https', name: 'aviary.owl', host, serverName: host, port: 8080 }) });

    expect(() => rendered(app)).toThrow('"owl" sets the variable SUPPER_URL twice');
  });

  test('peers are handed over as a name that resolves to all of them', () => {
    expect(forest({ flock: true }).variables).toMatchObject({ FLOCK_HOST: 'mouse.field.svc' });
  });

  test('addresses outside are opened by address, on one side only', () => {
    const { objects, policies, picture: page } = forest({ sky: true });

    expect(policies).toEqual(['owl-calls-night-sky']);
    expect(find(objects, 'NetworkPolicy', 'owl-calls-night-sky').spec).toMatchObject({
      egress: [{ to: [{ ipBlock: { cidr: '192.0.2.7/32' } }], ports: [{ port: 443 }] }],
    });
    expect(page).toContain('night_owl -->|"nightSky :443"| outside_sky');
  });
});

describe('a namespace', () => {
  const { objects } = forest({});

  test('denies everything that no flow allows', () => {
    expect(find(objects, 'NetworkPolicy', 'default-deny').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  test('lets every pod resolve names, and nothing more', () => {
    expect(find(objects, 'NetworkPolicy', 'dns').spec).toMatchObject({
      egress: [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
          to: [{ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
        },
      ],
    });
  });

  test('finds DNS on the port of its pods: a policy never sees the port of a Service', () => {
    const app = new App();
    new TestTier(app, 'night', { ...testSite, dns: { ...testSite.dns, port: 5353 } });

    expect(find(rendered(app), 'NetworkPolicy', 'dns').spec).toMatchObject({
      egress: [
        {
          ports: [
            { port: 5353, protocol: 'UDP' },
            { port: 5353, protocol: 'TCP' },
          ],
        },
      ],
    });
  });

  test('holds pods to the restricted security level', () => {
    expect(find(objects, 'Namespace', 'night').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });
});

function peer(namespace: string, name: string) {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
  };
}
