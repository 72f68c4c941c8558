import fc from 'fast-check';
import { load } from 'js-yaml';
import { parse } from 'yaml';
import { type JsonObject } from '../../charts/lib/json';
import { toYaml } from '../../charts/lib/writer/yaml';

/** Words that some reader of YAML takes for something else than text. */
const treacherous = [
  ...['no', 'NO', 'yes', 'on', 'off', 'y', 'N', 'true', 'null', '~', 'NaN', '.nan', '.inf', '-.INF', 'Inf'],
  ...['0o17', '017', '0x1f', '0b11', '1_000', '12:30', '1:2:3', '1e3', '1.', '.5', '-', '=', '<<', '!', '&a', '*a'],
  ...[
    '2026-11-22',
    '2026-11-22T10:00:00Z',
    '# no comment',
    'a: b',
    'a #b',
    '- a',
    '? a',
    '[a',
    '{a',
    '%a',
    '@a',
    '`a',
    '|',
    '>',
    "'a",
    '"a',
  ],
  ...[
    '',
    ' a',
    'a ',
    '\t',
    'a\nb',
    'a\n',
    '\n',
    'a\n\nb\n',
    'a \nb\n',
    ' a\nb\n',
    'a\r\nb',
    '---',
    '...',
    '\u2028',
    '\u0085',
    '\ufeff',
    '\u00a0',
    '\u{1f99c}',
  ],
];

const text = fc.oneof(
  fc.constantFrom(...treacherous),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((value) => !/\p{Surrogate}/u.test(value)),
);
const scalar = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const { value: document } = fc.letrec<{ value: unknown; map: JsonObject }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, fc.array(tie('value'), { maxLength: 4 }), tie('map')),
  map: fc.dictionary(
    text.filter((key) => key !== '__proto__'),
    tie('value'),
    { maxKeys: 5 },
  ) as fc.Arbitrary<JsonObject>,
})) as { value: fc.Arbitrary<unknown> };

describe('YAML', () => {
  test('is read back unchanged by readers of YAML 1.1 and of YAML 1.2', () => {
    fc.assert(
      fc.property(fc.record({ document }), (object) => {
        const yaml = toYaml(object as JsonObject);

        expect(load(yaml)).toEqual(object);
        expect(parse(yaml, { version: '1.1', merge: false })).toEqual(object);
        expect(parse(yaml, { version: '1.2' })).toEqual(object);
      }),
      { numRuns: 500 },
    );
  });

  test.each(treacherous)('keeps %j a text, as a key and as a value', (word) => {
    const object = { [word]: word, list: [word, [word]] };

    expect(load(toYaml(object))).toEqual(object);
    expect(parse(toYaml(object), { version: '1.1' })).toEqual(object);
  });

  test('does not depend on the order in which keys were set', () => {
    expect(toYaml({ b: { d: 1, c: 2 }, a: [] })).toBe(toYaml({ a: [], b: { c: 2, d: 1 } }));
  });

  test('writes numbers as YAML 1.1 knows them: with a point before the exponent', () => {
    expect(toYaml({ big: 1e21, small: -5e-324, some: 1.5e-7, plain: 12 })).toBe(
      'big: 1.0e+21\nplain: 12\nsmall: -5.0e-324\nsome: 1.5e-7\n',
    );
  });

  test('begins with what an object is', () => {
    const yaml = toYaml({ data: {}, kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a' } });

    expect(yaml).toBe('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: {}\n');
  });

  test('keeps a configuration file readable', () => {
    expect(toYaml({ 'a.conf': 'one: 1\n\ntwo: 2\n' })).toBe('a.conf: |\n  one: 1\n\n  two: 2\n');
  });

  test('refuses a key that cannot stand on one line', () => {
    expect(() => toYaml({ ['k'.repeat(1_001)]: 1 })).toThrow('too long for YAML');
  });
});
