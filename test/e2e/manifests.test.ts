import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { edited } from '../../tools/e2e/manifests/edited';
import { readManifest } from '../../tools/e2e/manifests/manifest';
import { podOf } from '../../tools/e2e/manifests/pod';
import { readRenderedClusters } from '../../tools/e2e/manifests/rendered-cluster';

const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: door, namespace: edge}\n';

describe('a manifest', () => {
  test('is known by its version, kind, name and namespace, and keeps its text', () => {
    const { object, text } = readManifest('dist/a.yaml', service);
    expect(object).toEqual({ apiVersion: 'v1', kind: 'Service', name: 'door', namespace: 'edge' });
    expect(text).toBe(service);
  });

  test.each([
    ['two documents', `${service}---\n${service}`],
    ['a list', '- 1'],
    ['no name', 'apiVersion: v1\nkind: Service\nmetadata: {}\n'],
    ['a doubled field', 'apiVersion: v1\napiVersion: v1\nkind: Service\nmetadata: {name: door}\n'],
  ])('with %s is refused by its file', (_, text) => {
    expect(() => readManifest('dist/a.yaml', text)).toThrow(/^dist\/a\.yaml /);
  });
});

describe('the rendered clusters', () => {
  let dist: string;
  beforeEach(() => (dist = mkdtempSync(join(tmpdir(), 'dist-'))));
  afterEach(() => rmSync(dist, { recursive: true }));

  test('are the folders of dist, each with the manifests of its tiers', () => {
    mkdirSync(join(dist, 'proof', 'edge'), { recursive: true });
    writeFileSync(join(dist, 'proof', 'edge', 'Service.door.yaml'), service);
    writeFileSync(join(dist, 'proof', 'inventory.json'), '{}');
    const [proof] = readRenderedClusters(dist, dist);
    expect(proof).toMatchObject({ name: 'proof', flows: [], manifests: [{ file: 'proof/edge/Service.door.yaml' }] });
  });

  test('must exist, and must not be empty', () => {
    expect(() => readRenderedClusters(join(dist, 'absent'), dist)).toThrow(/has no clusters/);
    mkdirSync(join(dist, 'proof'));
    writeFileSync(join(dist, 'proof', 'inventory.json'), '{}');
    expect(() => readRenderedClusters(dist, dist)).toThrow(/proof has no manifests/);
  });
});

describe('the pod of a workload', () => {
  const statefulSet = readManifest(
    'dist/s.yaml',
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'store', namespace: 'data' },
      spec: {
        template: { metadata: { labels: { a: 'b' } }, spec: { volumes: [{ name: 'tls' }] } },
        volumeClaimTemplates: [{ metadata: { name: 'disk' } }],
      },
    }),
  );

  test('has the template’s labels, the workload’s namespace, and the claims as volumes', () => {
    expect(podOf(statefulSet)).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'store-0', namespace: 'data', labels: { a: 'b' } },
      spec: { volumes: [{ name: 'tls' }, { name: 'disk', persistentVolumeClaim: { claimName: 'disk-store-0' } }] },
    });
  });

  test('is there for kinds that make pods only', () => {
    expect(podOf(readManifest('dist/a.yaml', service))).toBeUndefined();
  });
});

describe('an edited manifest', () => {
  test('differs in one place, and the original stays', () => {
    const original = { spec: { items: [{ a: 1 }, { a: 2 }] } };
    expect(edited(original, ['spec', 'items', 1, 'b'], 3)).toEqual({ spec: { items: [{ a: 1 }, { a: 2, b: 3 }] } });
    expect(original.spec.items[1]).toEqual({ a: 2 });
  });

  test('gets what is missing on the way', () => {
    expect(edited({}, ['spec', 'nodeSelector'], {})).toEqual({ spec: { nodeSelector: {} } });
  });
});
