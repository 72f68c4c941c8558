import { readdirSync } from 'node:fs';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import typescript from 'typescript-eslint';

const foldersIn = (path) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

const tiers = foldersIn('charts').filter((name) => name !== 'lib');
const services = foldersIn('apps').filter((name) => name !== 'lib');

/** The direction of dependencies, one zone per arrow that must not exist. See docs/architecture.md. */
const zones = [
  {
    target: './imports',
    from: ['./charts', './clusters', './tools', './test', './apps'],
    message: 'imports/ is generated and knows nothing of us.',
  },
  {
    target: './charts',
    from: ['./clusters', './tools', './test', './apps'],
    message: 'charts/ is cluster-agnostic: take it as a prop.',
  },
  { target: './charts/lib', from: tiers.map((tier) => `./charts/${tier}`), message: 'charts/lib does not know tiers.' },
  ...tiers.map((tier) => ({
    target: `./charts/${tier}`,
    from: tiers.filter((other) => other !== tier).map((other) => `./charts/${other}`),
    message: 'Tiers never import each other: what one needs of another is passed in clusters/platform.ts.',
  })),
  {
    target: './clusters',
    from: ['./tools', './test', './apps'],
    message: 'clusters/ composes charts and nothing else.',
  },
  { target: './tools', from: ['./charts', './clusters', './imports', './apps'], message: 'tools/ reads dist/ only.' },
  ...services.map((service) => ({
    target: `./apps/${service}`,
    from: [
      './charts',
      './clusters',
      './imports',
      './tools',
      ...services.filter((other) => other !== service).map((other) => `./apps/${other}`),
    ],
    message: 'A service stands alone: it shares words (contract/, .env.example) with the rest, not code.',
  })),
  {
    target: './apps/lib',
    from: ['./charts', './clusters', './imports', './tools', ...services.map((service) => `./apps/${service}`)],
    message: 'apps/lib does not know services.',
  },
].filter(({ from }) => from.length > 0);

const impure = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'dist/ is a pure function of the sources: state it in a cluster file.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'dist/ is a pure function of the sources: no clock.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'dist/ is a pure function of the sources: no clock.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'dist/ is a pure function of the sources: no randomness.',
  },
  {
    selector: "CallExpression[callee.property.name='addDependency']",
    message: 'addDependency makes synthesis exponential: order with sync waves.',
  },
];

export default typescript.config(
  {
    ignores: [
      '**/build/**',
      '**/node_modules/**',
      'dist/**',
      'imports/**',
      'apps/widget/public/**',
      '.perchoir/**',
      'coverage/**',
      '**/.venv/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [...typescript.configs.recommended],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'tsconfig.test.json' })] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'max-params': ['error', 3],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'No barrels: import the file that has it.' },
      ],
      'no-console': 'error',
    },
  },
  { files: ['charts/**/*.ts', 'clusters/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...impure] } },
  { files: ['tools/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['**/test/**/*.ts', '**/*.test.ts'], rules: { 'max-lines-per-function': 'off', 'no-console': 'off' } },
);
