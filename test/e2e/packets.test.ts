import { differences, untried, type Attempt } from '../../tools/e2e/packets/matrix';
import { shutPort, standIns } from '../../tools/e2e/packets/stand-in';
import { readManifest } from '../../tools/e2e/manifests/manifest';
import { readRenderedClusters } from '../../tools/e2e/manifests/rendered-cluster';

const flow = { from: 'a/caller', to: 'b/called', port: 80 };
const attempt = (changes: Partial<Attempt> = {}): Attempt => ({ ...flow, connected: true, ...changes });

describe('the matrix of connections', () => {
  test('equals the graph when the permitted connect and the others do not', () => {
    expect(differences([attempt(), attempt({ port: 81, connected: false })], [flow])).toEqual([]);
  });

  test.each([
    ['connects without a permission', attempt({ port: 81 })],
    ['does not connect in spite of one', attempt({ connected: false })],
  ])('differs where something %s', (_, different) => {
    expect(differences([different], [flow])).toEqual([different]);
  });

  test('lacks what the graph has and nobody tried, except what is outside', () => {
    expect(untried([attempt()], [flow])).toEqual([]);
    expect(untried([], [flow, { ...flow, to: 'outside/api-server' }])).toEqual([flow]);
  });
});

describe('stand-ins', () => {
  const deployment = readManifest(
    'dist/d.yaml',
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'called', namespace: 'b' },
      spec: {
        template: {
          metadata: { labels: { app: 'called' } },
          spec: { containers: [{ ports: [{ name: 'web', containerPort: 80 }] }] },
        },
      },
    }),
  );

  test('have the labels of a workload, its named ports, those that the graph knows, and a shut one', () => {
    const cluster = { name: 'c', manifests: [deployment], flows: [flow, { ...flow, port: 90 }] };
    const ports = [{ port: shutPort }, { port: 80, name: 'web' }, { port: 90 }];
    expect(standIns(cluster)[0]).toEqual({
      node: 'b/called',
      pods: ['called-0', 'called-1'].map((name) => ({ name, namespace: 'b', labels: { app: 'called' }, ports })),
    });
  });

  test('come with a stranger in every namespace and one outside', () => {
    const nodes = standIns({ name: 'c', manifests: [deployment], flows: [] }).map(({ node }) => node);
    expect(nodes).toEqual(['b/called', 'b/stranger', 'perchoir-elsewhere/stranger']);
  });

  test('are there for every caller and every called workload of the rendered graphs', () => {
    for (const cluster of readRenderedClusters('dist', '.')) {
      const nodes = standIns(cluster).map(({ node }) => node);
      const named = cluster.flows.flatMap(({ from, to }) => [from, to]).filter((node) => !node.startsWith('outside/'));
      expect(nodes).toEqual(expect.arrayContaining(named));
    }
  });
});
