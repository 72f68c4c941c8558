import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { clusterLine, findingLines } from '../../tools/e2e/admission/report';
import { mistakeNames, twinsOf, type Twin } from '../../tools/e2e/admission/twin';
import { isCaught } from '../../tools/e2e/admission/twin-trial';
import { readResources, groupPath } from '../../tools/e2e/api/resource';
import { warningTexts } from '../../tools/e2e/api/verdict';
import { readRenderedClusters } from '../../tools/e2e/manifests/rendered-cluster';

describe('warnings of the server', () => {
  test('are read from one header and from several', () => {
    expect(warningTexts(undefined)).toEqual([]);
    expect(warningTexts('299 - "a: old"')).toEqual(['a: old']);
    expect(warningTexts(['299 - "one, two"', '299 - "three"'])).toEqual(['one, two', 'three']);
  });

  test('arrive as they were, whatever signs they hold', () => {
    const text = fc.array(fc.constantFrom('a', ' ', ',', '"', '\\', '299 - '), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(text), (all) => {
        const texts = all.map((signs) => signs.join(''));
        const headers = texts.map((each) => `299 - "${each.replaceAll(/["\\]/g, '\\$&')}"`);
        expect(warningTexts(headers)).toEqual(texts);
      }),
    );
  });
});

describe('resources of the server', () => {
  test('are found by kind, without subresources', () => {
    const answer = {
      resources: [
        { name: 'pods', kind: 'Pod', namespaced: true },
        { name: 'pods/status', kind: 'Pod', namespaced: true },
      ],
    };
    expect(readResources(answer)).toEqual([{ kind: 'Pod', plural: 'pods', isNamespaced: true }]);
  });

  test('of the first group have a path of their own', () => {
    expect([groupPath('v1'), groupPath('apps/v1')]).toEqual(['/api/v1', '/apis/apps/v1']);
  });
});

describe('a planted mistake', () => {
  const twin = (kind: 'refused' | 'warned'): Twin => ({
    mistake: 'a field that nobody knows',
    manifest: { file: 'a', text: '', content: {}, object: { apiVersion: 'v1', kind: 'Pod', name: 'a' } },
    expected: { kind, because: /unknown field/ },
  });

  test('is caught by a refusal for that reason, and by no other', () => {
    expect(isCaught(twin('refused'), { kind: 'refused', reason: 'unknown field "x"' })).toBe(true);
    expect(isCaught(twin('refused'), { kind: 'refused', reason: 'forbidden' })).toBe(false);
    expect(isCaught(twin('refused'), { kind: 'accepted', warnings: ['unknown field'] })).toBe(false);
  });

  test('that only deserves a warning is caught by that warning', () => {
    expect(isCaught(twin('warned'), { kind: 'accepted', warnings: ['unknown field'] })).toBe(true);
    expect(isCaught(twin('warned'), { kind: 'accepted', warnings: [] })).toBe(false);
  });

  test('finds a manifest in the rendered clusters, and a privileged pod every namespace with pods', () => {
    const rendered = readRenderedClusters('dist', '.');
    const planted = new Set(rendered.flatMap(({ manifests }) => twinsOf(manifests)).map(({ mistake }) => mistake));
    expect([...planted].sort()).toEqual([...mistakeNames].sort());
    for (const { manifests } of rendered) {
      const owners = manifests.filter(({ object }) => ['Deployment', 'StatefulSet', 'Job'].includes(object.kind));
      const namespaces = new Set(owners.map(({ object }) => object.namespace));
      const privileged = twinsOf(manifests).filter(({ mistake }) => mistake === 'a privileged pod');
      expect(new Set(privileged.map(({ manifest }) => manifest.object.namespace))).toEqual(namespaces);
    }
  });

  test('is not in the manifest that it was planted in', () => {
    const manifests = readRenderedClusters('dist', '.').flatMap((cluster) => cluster.manifests);
    for (const { manifest } of twinsOf(manifests)) expect(manifest.text).not.toBe(readFileSync(manifest.file, 'utf8'));
  });
});

describe('the report', () => {
  const trial = { objects: 3, pods: 1, findings: [] };

  test('says of a good cluster that nothing was found', () => {
    const line = clusterLine({ name: 'proof', trial, twins: 2, findings: [], seconds: 1.25 });
    expect(line).toBe('  proof       3 objects, 1 pods, 2 planted mistakes: nothing found, 1.3 s');
  });

  test('counts findings and names their files', () => {
    const findings = [{ file: 'dist/a.yaml', reason: 'refused: no' }];
    expect(clusterLine({ name: 'proof', trial, twins: 2, findings, seconds: 1 })).toContain('1 FOUND');
    expect(findingLines(findings)).toEqual(['    dist/a.yaml: refused: no']);
  });
});
