import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const root = join(__dirname, '../..');
let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({ cwd: root });
});

/** Each direction that must not exist: the file that would break it, and what it would import. */
const forbiddenImports = [
  ['charts/lib/planted.ts', '../realtime/realtime', 'charts/lib does not know tiers'],
  ['charts/realtime/planted.ts', '../postgres/postgres', 'Tiers never import each other'],
  ['charts/realtime/planted.ts', '../../clusters/platform', 'charts/ is cluster-agnostic'],
  ['clusters/planted.ts', '../tools/up/up', 'clusters/ composes charts'],
  ['tools/planted.ts', '../charts/lib/capacity', 'tools/ reads dist/ only'],
  ['tools/planted.ts', '../apps/lib/src/config', 'tools/ reads dist/ only'],
  ['apps/realtime/src/planted.ts', '../../llm-gateway/src/app', 'A service stands alone'],
  ['apps/realtime/src/planted.ts', '../../../charts/lib/capacity', 'A service stands alone'],
  ['apps/lib/src/planted.ts', '../../realtime/src/app', 'apps/lib does not know services'],
] as const;

test.each(forbiddenImports)('%s may not import %s', async (file, imported, reason) => {
  expect(existsSync(join(root, file, '..', `${imported}.ts`))).toBe(true);

  const messages = await lint(file, `import * as planted from '${imported}';\nexport const used = planted;\n`);

  expect(messages).toContainEqual(expect.stringContaining(reason));
});

test.each([
  ['the environment', 'export const value = process.env["HOME"];'],
  ['the clock', 'export const value = Date.now();'],
  ['the date', 'export const value = new Date();'],
  ['randomness', 'export const value = Math.random();'],
])('charts may not read %s', async (_, code) => {
  expect(await lint('charts/lib/planted.ts', code)).toContainEqual(expect.stringContaining('pure function'));
});

test('charts may not order each other by addDependency', async () => {
  const messages = await lint(
    'charts/lib/planted.ts',
    'export const wait = (a: { addDependency(b: object): void }) => a.addDependency({});',
  );

  expect(messages).toContainEqual(expect.stringContaining('exponential'));
});

test.each([
  ['any', 'export const value: any = 1;', 'Unexpected any'],
  ['barrels', "export * from './config';", 'No barrels'],
  ['more than three parameters', 'export const f = (a: 1, b: 2, c: 3, d: 4) => [a, b, c, d];', 'too many parameters'],
  ['files beyond 300 lines', 'export {};\n'.repeat(301), 'too many lines'],
])('%s are refused everywhere', async (_, code, reason) => {
  expect(await lint('apps/lib/src/planted.ts', code)).toContainEqual(expect.stringContaining(reason));
});

test('an import that the direction allows is accepted', async () => {
  const code = "import * as planted from '../lib/capacity';\nexport const used = planted;\n";

  expect(await lint('charts/realtime/planted.ts', code)).toEqual([]);
});

async function lint(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return (result?.messages ?? []).map(({ message }) => message);
}
