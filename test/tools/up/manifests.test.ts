import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readPlatform } from '../../../tools/up/manifests/read-platform';

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: realtime, namespace: realtime}
spec:
  replicas: 2
  template:
    metadata: {labels: {app: realtime}}
    spec:
      containers:
      - name: realtime
        image: perchoir.local/realtime:1@sha256:0
        env: [{name: PORT, value: "8080"}]
        ports: [{name: users, containerPort: 8080}]
        readinessProbe: {httpGet: {path: /readyz, port: 9090, scheme: HTTPS}, periodSeconds: 5}
      volumes: [{name: key, secret: {secretName: visitor-key, optional: true}}]
`;

describe('the manifests of a cluster', () => {
  let checkout: string;

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'manifests-'));
    write('dist/local/inventory.json', '{"secrets": [], "entrances": [], "demo": null}');
  });

  afterEach(() => rmSync(checkout, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }

  function read() {
    return readPlatform(join(checkout, 'dist/local'), checkout);
  }

  test('are read as far as the runner acts on them', () => {
    write('dist/local/realtime/Deployment.realtime.yaml', deployment);
    write('dist/local/realtime/NetworkPolicy.deny.yaml', 'kind: NetworkPolicy\n');
    const [workload] = read().workloads;
    expect(workload).toMatchObject({ kind: 'Deployment', name: 'realtime', tier: 'realtime', replicas: 2 });
    expect(workload?.template.volumes[0]?.sources).toEqual([
      { kind: 'secret', name: 'visitor-key', items: undefined, isOptional: true },
    ]);
    expect(workload?.template.containers[0]?.probes.readiness).toMatchObject({ periodSeconds: 5, failureThreshold: 3 });
  });

  test.each([
    ['no image', deployment.replace(/image: .*/, ''), /containers\[0\]\.image must be a text, found nothing/],
    ['an odd port', deployment.replace('8080}]', 'http}]'), /ports\[0\]\.containerPort must be a whole number/],
    ['a number as text', deployment.replace('"8080"', '8080'), /env\[0\]\.value must be a text, found 8080/],
    ['broken YAML', `${deployment}  x: [`, /^dist\/local\/realtime\/Deployment\.realtime\.yaml:\d+ is not YAML/],
    ['a command', deployment.replace('env:', 'command: [sh]\n        env:'), /command is not understood/],
    ['another kind', deployment.replace('kind: Deployment', 'kind: DaemonSet'), /DaemonSet, which the laptop runner/],
    ['a mistyped kind', deployment.replace('kind: Deployment', 'kind: Deploymnet'), /kind is Deploymnet, which the/],
    ['a mistyped probe', deployment.replace('readinessProbe', 'readinesProbe'), /readinesProbe is no probe: expected/],
  ])('with %s are refused in one line that names file and field', (_, text, message) => {
    write('dist/local/realtime/Deployment.realtime.yaml', text);
    expect(read).toThrow(message);
    expect(read).toThrow(/^dist\/local\/realtime\/Deployment\.realtime\.yaml[^\n]*$/);
  });

  test('that were never rendered are asked for', () => {
    rmSync(join(checkout, 'dist'), { recursive: true });
    expect(read).toThrow('dist/local is missing: run `npm run synth`');
  });

  test('with a secret that cannot be generated are refused', () => {
    write('dist/local/realtime/Deployment.realtime.yaml', deployment);
    const secret = '{"namespace": "realtime", "name": "key", "keys": ["a"], "generate": "magic"}';
    write('dist/local/inventory.json', `{"secrets": [${secret}]}`);
    expect(read).toThrow("secrets[0].generate is 'magic', which the laptop runner cannot generate");
  });
});
