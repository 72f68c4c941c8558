import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** What must be refused: a sentence, the file it is planted in, the text, and a part of the message. */
type Plant = readonly [sentence: string, file: string, text: string, reason: string];

/** Each direction that must not exist: the file that would break it, and what it would import. */
const directions: readonly Plant[] = (
  [
    ['charts/lib/planted.ts', '../realtime/realtime', 'charts/lib does not know tiers'],
    ['charts/realtime/planted.ts', '../postgres/postgres', 'Tiers never import each other'],
    ['charts/realtime/planted.ts', '../../clusters/platform', 'charts/ is cluster-agnostic'],
    ['clusters/planted.ts', '../tools/up/up', 'clusters/ composes charts'],
    ['tools/planted.ts', '../charts/lib/capacity', 'tools/ reads dist/ only'],
    ['tools/planted.ts', '../apps/lib/src/config', 'tools/ reads dist/ only'],
    ['apps/realtime/src/planted.ts', '../../llm-gateway/src/app', 'A service stands alone'],
    ['apps/realtime/src/planted.ts', '../../../charts/lib/capacity', 'A service stands alone'],
    ['apps/lib/src/planted.ts', '../../realtime/src/app', 'apps/lib does not know services'],
  ] as const
).map(([file, imported, reason]) => [`${file} may not import ${imported}`, file, importing(imported), reason]);

const impurities: readonly Plant[] = [
  [
    'charts may not read the environment',
    'charts/lib/planted.ts',
    'export const value = process.env["HOME"];',
    'pure function',
  ],
  ['charts may not read the clock', 'charts/lib/planted.ts', 'export const value = Date.now();', 'pure function'],
  ['clusters may not read the date', 'clusters/planted.ts', 'export const value = new Date();', 'pure function'],
  ['charts may not use randomness', 'charts/lib/planted.ts', 'export const value = Math.random();', 'pure function'],
  [
    'charts may not order each other by addDependency',
    'charts/lib/planted.ts',
    'export const wait = (a: { addDependency(b: object): void }) => a.addDependency({});',
    'exponential',
  ],
];

const habits: readonly Plant[] = [
  ['`any` is refused', 'apps/lib/src/planted.ts', 'export const value: any = 1;', 'Unexpected any'],
  ['barrels are refused', 'apps/lib/src/planted.ts', "export * from './config';", 'No barrels'],
  [
    'more than three parameters are refused',
    'apps/lib/src/planted.ts',
    'export const f = (a: 1, b: 2, c: 3, d: 4) => [a, b, c, d];',
    'too many parameters',
  ],
  ['files beyond 300 lines are refused', 'apps/lib/src/planted.ts', 'export {};\n'.repeat(301), 'too many lines'],
  [
    'functions beyond 60 lines are refused',
    'apps/lib/src/planted.ts',
    `export function long() {\n${'  void 0;\n'.repeat(61)}}\n`,
    'too many lines',
  ],
];

const refused = [...directions, ...impurities, ...habits];
const allowed = ['charts/realtime/planted.ts', importing('../lib/capacity')] as const;
let messages: readonly (readonly string[])[];

beforeAll(() => {
  const planted = [...refused.map(([, file, text]) => [file, text]), allowed];
  const input = JSON.stringify(planted);
  messages = JSON.parse(
    execFileSync(process.execPath, [join(__dirname, 'lint-planted.mjs')], { cwd: root, input, encoding: 'utf8' }),
  ) as string[][];
}, 60_000);

test.each(refused.map(([sentence, , , reason], index) => [sentence, index, reason] as const))(
  '%s',
  (_, index, reason) => {
    expect(messages[index]).toContainEqual(expect.stringContaining(reason));
  },
);

test('an import that the direction allows is accepted', () => {
  expect(messages.at(-1)).toEqual([]);
});

test('every planted import names a file that exists, so that the rule can see it', () => {
  const imported = [...refused, ['', ...allowed, ''] as const].flatMap(([, file, text]) => {
    const path = /from '(\.[^']+)'/.exec(text)?.[1];
    return path ? [join(root, file, '..', `${path}.ts`)] : [];
  });

  expect(imported.filter((path) => !existsSync(path))).toEqual([]);
});

function importing(path: string): string {
  return `import * as planted from '${path}';\nexport const used = planted;\n`;
}
