import { App, Size } from 'cdk8s';
import { Workload } from '../../charts/lib/workload';
import { type WorkloadProps } from '../../charts/lib/workload-props';
import {
  autoscaling,
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

const minimal: WorkloadProps = {
  app: 'parrot',
  image: testImage,
  component: 'bird',
  replicas: { kind: 'fixed', count: 1 },
  resources: testResources,
  services: [{ name: 'parrot' }],
};

/** A new prop does not compile before it stands here. */
const everything: Required<WorkloadProps> = {
  ...minimal,
  replicas: { kind: 'fixed', count: 3 },
  variables: { style: 'own', own: { WORD: 'hello', POD_IP: { podField: 'status.podIP' } } },
  args: ['talk'],
  ports: { song: 7000 },
  probes: {
    port: 7000,
    scheme: 'HTTP',
    startup: '/hatched',
    liveness: '/alive',
    readiness: '/awake',
    startupSeconds: 60,
  },
  services: [
    { name: 'parrot', only: { role: 'singer' } },
    { name: 'parrots', reach: 'every-pod' },
  ],
  alsoNamed: ['cockatoo.aviary.svc'],
  secrets: [{ name: 'seed', keys: ['seed.txt'], generate: 'password', presence: 'optional' }],
  mounted: [{ kind: 'scratch', name: 'nest', path: '/nest', limit: Size.mebibytes(8) }],
  disk: { path: '/memory', size: Size.gibibytes(5) },
  sidecar: { name: 'wing', image: testImage, variables: {}, resources: testResources },
  gracePeriodSeconds: 77,
  userId: 1234,
  apiAccess: 'own-role',
  podLabels: { plumage: 'green' },
  podAnnotations: { 'perchoir.test/ring': '7' },
  minReadySeconds: 9,
};

function render(props: WorkloadProps, site = testSite) {
  const app = new App();
  new Workload(new TestTier(app, 'aviary', site), 'parrot', props);
  return rendered(app);
}

describe('a workload with the least', () => {
  const objects = render(minimal);
  const deployment = find(objects, 'Deployment', 'parrot');

  test('runs under an account of its own that cannot speak to the API server', () => {
    expect(podOf(deployment)).toMatchObject({ serviceAccountName: 'parrot', automountServiceAccountToken: false });
    expect(namesOf(objects, 'ServiceAccount')).toEqual(['parrot']);
  });

  test('meets the restricted pod security level', () => {
    expect(podOf(deployment).securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(containerOf(deployment).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    });
  });

  test('is probed on its admin port over TLS, each probe meaning something else', () => {
    const { startupProbe, livenessProbe, readinessProbe } = containerOf(deployment);

    expect([startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet)).toEqual([
      { path: '/livez', port: 9090, scheme: 'HTTPS' },
      { path: '/livez', port: 9090, scheme: 'HTTPS' },
      { path: '/readyz', port: 9090, scheme: 'HTTPS' },
    ]);
  });

  test('reads the variables of every service', () => {
    expect(variablesOf(containerOf(deployment))).toEqual({
      PORT: '8080',
      ADMIN_PORT: '9090',
      TLS_CERT_FILE: '/etc/perchoir/tls/tls.crt',
      TLS_KEY_FILE: '/etc/perchoir/tls/tls.key',
      TLS_CA_FILE: '/etc/perchoir/tls/ca.crt',
      LOG_LEVEL: 'info',
      SHUTDOWN_GRACE_SECONDS: '25',
    });
  });

  test('has a certificate that speaks for its tier under every name of its Services', () => {
    expect(find(objects, 'Certificate', 'parrot-tls').spec).toMatchObject({
      commonName: 'tier:aviary',
      dnsNames: ['parrot', 'parrot.aviary', 'parrot.aviary.svc', 'parrot.aviary.svc.cluster.local'],
      usages: ['server auth', 'client auth'],
      issuerRef: { kind: 'ClusterIssuer', name: 'test-issuer' },
    });
  });

  test('may use no more memory than it asks for, and is not held back in CPU', () => {
    expect(containerOf(deployment).resources).toEqual({
      requests: { cpu: '100m', memory: '64Mi' },
      limits: { memory: '64Mi' },
    });
  });

  test('has no disruption budget: one pod that may not go would block every drain', () => {
    expect(namesOf(objects, 'PodDisruptionBudget')).toEqual([]);
  });

  test('is closed to everybody', () => {
    expect(namesOf(objects, 'NetworkPolicy')).toEqual(['default-deny', 'dns']);
  });
});

describe('a workload with everything', () => {
  const objects = render(everything);
  const statefulSet = find(objects, 'StatefulSet', 'parrot');
  const pod = podOf(statefulSet);
  const container = containerOf(statefulSet);

  test('keeps its disk: the claim says all that the API server would add', () => {
    expect(statefulSet.spec).toMatchObject({
      serviceName: 'parrots',
      minReadySeconds: 9,
      replicas: 3,
      volumeClaimTemplates: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          spec: {
            storageClassName: 'test-disks',
            volumeMode: 'Filesystem',
            resources: { requests: { storage: '5Gi' } },
          },
        },
      ],
    });
    expect(container.volumeMounts).toContainEqual({ name: 'data', mountPath: '/memory' });
  });

  test('replaces the variables of the house by its own, in the order in which they may refer to one another', () => {
    expect(container.env).toEqual([
      { name: 'WORD', value: 'hello' },
      { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    ]);
  });

  test('runs the command, the ports and the probes that it was given', () => {
    expect(container).toMatchObject({ args: ['talk'], ports: [{ name: 'song', containerPort: 7000 }] });
    expect(container.startupProbe).toMatchObject({
      failureThreshold: 30,
      httpGet: { path: '/hatched', port: 7000, scheme: 'HTTP' },
    });
    expect(container.livenessProbe?.httpGet.path).toBe('/alive');
    expect(container.readinessProbe?.httpGet.path).toBe('/awake');
  });

  test('gives its Services the ports and the narrower selectors', () => {
    expect(find(objects, 'Service', 'parrot').spec).toMatchObject({
      selector: { role: 'singer' },
      ports: [{ name: 'song', port: 7000 }],
    });
    expect(find(objects, 'Service', 'parrots').spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    });
  });

  test('is known by the name of each pod and by the further names', () => {
    const { dnsNames } = find(objects, 'Certificate', 'parrot-tls').spec as { dnsNames: string[] };

    expect(dnsNames).toEqual(expect.arrayContaining(['*.parrots.aviary.svc', 'cockatoo.aviary.svc']));
  });

  test('mounts secrets as files that others cannot read', () => {
    expect(pod.volumes).toContainEqual({
      name: 'seed',
      secret: { secretName: 'seed', defaultMode: 0o440, optional: true },
    });
    expect(container.volumeMounts).toContainEqual({ name: 'seed', mountPath: '/etc/perchoir/seed', readOnly: true });
    expect(container.volumeMounts).toContainEqual({ name: 'nest', mountPath: '/nest' });
  });

  test('starts its sidecar before and stops it after the container', () => {
    expect(pod.initContainers).toMatchObject([{ name: 'wing', restartPolicy: 'Always' }]);
  });

  test('passes on what concerns the pod', () => {
    expect(pod).toMatchObject({
      terminationGracePeriodSeconds: 77,
      automountServiceAccountToken: true,
      securityContext: { runAsUser: 1234, fsGroup: 1234 },
    });
    expect((statefulSet.spec as { template: { metadata: object } }).template.metadata).toMatchObject({
      labels: { plumage: 'green', 'app.kubernetes.io/component': 'bird' },
      annotations: { 'perchoir.test/ring': '7' },
    });
  });

  test('lets a drain take one pod at a time, and any that is not ready', () => {
    expect(find(objects, 'PodDisruptionBudget', 'parrot').spec).toMatchObject({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });
});

describe('any workload', () => {
  test('states no number of pods where an autoscaler does', () => {
    const objects = render({ ...minimal, replicas: { kind: 'autoscaled', min: 1, max: 4 } });

    expect(find(objects, 'Deployment', 'parrot').spec).not.toHaveProperty('replicas');
    expect(namesOf(objects, 'PodDisruptionBudget')).toEqual(['parrot']);
  });

  test('is selected by its name alone: selectors can never change', () => {
    const { spec } = find(render(everything), 'StatefulSet', 'parrot');

    expect(spec).toMatchObject({ selector: { matchLabels: { 'app.kubernetes.io/name': 'parrot' } } });
    expect(Object.keys((spec as { selector: { matchLabels: object } }).selector.matchLabels)).toHaveLength(1);
  });

  test('lets Prometheus in at its admin port, where there is one', () => {
    const objects = render(minimal, { ...testSite, autoscaling });

    expect(find(objects, 'NetworkPolicy', 'parrot-accepts-monitoring-prometheus-metrics').spec).toMatchObject({
      ingress: [
        {
          ports: [{ port: 9090 }],
          from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }],
        },
      ],
    });
    expect(namesOf(render(everything, { ...testSite, autoscaling }), 'NetworkPolicy')).toEqual(['default-deny', 'dns']);
  });

  test('refuses fewer pods at most than at least', () => {
    expect(() => render({ ...minimal, replicas: { kind: 'autoscaled', min: 3, max: 2 } })).toThrow(
      'replicas.min 3 exceeds replicas.max 2',
    );
  });

  test('refuses a grace period that leaves no time to stop in', () => {
    expect(() => render({ ...minimal, gracePeriodSeconds: 5 })).toThrow('gracePeriodSeconds must exceed 5, it is 5');
  });

  test('refuses the host of a Service that it does not have', () => {
    const workload = new Workload(new TestTier(new App()), 'parrot', minimal);

    expect(() => workload.host('owl')).toThrow('workload "parrot" has no Service "owl": it has parrot');
  });
});
