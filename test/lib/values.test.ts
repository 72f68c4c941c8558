import { Size } from 'cdk8s';
import fc from 'fast-check';
import {
  checkConnectionBudget,
  llmInstances,
  realtimeServers,
  REALTIME_SCALING_TARGET,
} from '../../charts/lib/capacity';
import { imageOf } from '../../charts/lib/image';
import { checkModelFits, modelMemory, modelOf, type NamedModel } from '../../charts/lib/model';
import { overlaid } from '../../charts/lib/overlay';
import { secretFile } from '../../charts/lib/secret-ref';

describe('an image', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const source = (allowUnpublished: boolean) => ({
    registry: 'registry.test',
    images: { egg: 'unpublished', owl: { tag: '2', digest }, bad: { tag: '1', digest: 'latest' } } as const,
    allowUnpublished,
  });

  test('is pinned by tag and digest', () => {
    expect(imageOf('owl', source(false))).toEqual({
      app: 'owl',
      reference: `registry.test/owl:2@${digest}`,
      version: '2',
    });
  });

  test('may be unpublished only where the cluster says so', () => {
    expect(imageOf('egg', source(true)).reference).toBe('registry.test/egg:unpublished');
    expect(() => imageOf('egg', source(false))).toThrow('image "egg" is unpublished');
  });

  test('must be in the lock, with a digest that is one', () => {
    expect(() => imageOf('mouse', source(true))).toThrow('image "mouse" is not in clusters/images.lock.json');
    expect(() => imageOf('bad', source(true))).toThrow('expected sha256:<64 hex digits>');
  });
});

describe('a model', () => {
  const model: NamedModel = {
    name: 'finch',
    release: 'unpublished',
    licence: 'MIT',
    file: 'finch.gguf',
    weightsBytes: 100 * 1024 ** 2,
    kvBytesPerToken: 1024,
    contextTokens: 1024,
  };

  test('needs its weights, five contexts and 1 GiB', () => {
    expect(modelMemory(model).toMebibytes()).toBe(100 + 5 + 1024);
  });

  test('is refused by a container that is one MiB too small', () => {
    expect(() => checkModelFits(model, Size.mebibytes(1129))).not.toThrow();
    expect(() => checkModelFits(model, Size.mebibytes(1128))).toThrow('needs 1129 MiB');
  });

  test('must be in the lock', () => {
    expect(() => modelOf('owl', { finch: model })).toThrow(
      'model "owl" is not in clusters/models.lock.json: it has finch',
    );
  });
});

describe('capacity', () => {
  const audience = fc.record({
    visitorsAtOnce: fc.integer({ min: 0, max: 100_000 }),
    shareGenerating: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  test('any audience finds a place: at the scaling target on realtime servers, in a planned slot of a model', () => {
    fc.assert(
      fc.property(audience, ({ visitorsAtOnce, shareGenerating }) => {
        expect(
          realtimeServers({ visitorsAtOnce, shareGenerating }).max * REALTIME_SCALING_TARGET,
        ).toBeGreaterThanOrEqual(visitorsAtOnce);
        expect(llmInstances({ visitorsAtOnce, shareGenerating }).max * 4).toBeGreaterThanOrEqual(
          Math.floor(visitorsAtOnce * shareGenerating),
        );
      }),
    );
  });

  test('two realtime servers stand even for nobody, so that one may go', () => {
    expect(realtimeServers({ visitorsAtOnce: 0, shareGenerating: 0 })).toEqual({ min: 2, max: 2 });
  });

  test('pools fill the database up to its reserve, and not by one connection more', () => {
    const pools = (connections: number) => [{ owner: 'owl', pods: 8, connections }];

    expect(() => checkConnectionBudget(pools(10), 100)).not.toThrow();
    expect(() => checkConnectionBudget([...pools(10), { owner: 'egg', pods: 1, connections: 1 }], 100)).toThrow(
      'the pools want 81 connections of 80 (100 less 20): owl 8 × 10, egg 1 × 1',
    );
  });
});

describe('an overlay', () => {
  test('sets a field and adds to a list without touching the rest', () => {
    const target = { spec: { volumes: [{ name: 'a' }], kept: 1 } };

    expect(
      overlaid(target, [
        { kind: 'append', path: ['spec', 'volumes'], items: [{ name: 'b' }] },
        { kind: 'set', path: ['spec', 'newer'], value: true },
      ]),
    ).toEqual({
      spec: { volumes: [{ name: 'a' }, { name: 'b' }], kept: 1, newer: true },
    });
    expect(target).toEqual({ spec: { volumes: [{ name: 'a' }], kept: 1 } });
  });

  test('that lands nowhere is refused', () => {
    expect(() => overlaid({ spec: {} }, [{ kind: 'set', path: ['spec', 'template', 'x'], value: 1 }])).toThrow(
      'finds no object at "template"',
    );
    expect(() => overlaid({ spec: 'text' }, [{ kind: 'append', path: ['spec'], items: [1] }])).toThrow('not a list');
  });
});

describe('a secret', () => {
  test('is reached by key, as a file', () => {
    const secret = { name: 'seed', keys: ['seed.txt'], generate: 'password' } as const;

    expect(secretFile(secret, 'seed.txt')).toBe('/etc/perchoir/seed/seed.txt');
    expect(() => secretFile(secret, 'worm.txt')).toThrow('secret "seed" has no key "worm.txt": it has seed.txt');
  });
});
