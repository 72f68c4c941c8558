import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, runQuietly } from './process.mjs';
import { step, timed } from './step.mjs';

const compiler = 'node_modules/typescript-7/bin/tsc';

/** Compiles charts, clusters, tools and every service, then bundles the widget. Incremental: quick the second time. */
export async function buildAll() {
  await timed('Compiling', () => compile('tsconfig.json'));
  await step('Bundling the widget', { inputs: widgetSources(), outputs: ['apps/widget/public/perchoir-chat.js'] }, () =>
    runQuietly('npm', ['run', '--silent', 'bundle', '-w', '@perchoir/widget'], {
      failure: 'the widget could not be bundled',
    }),
  );
}

/** Compiles only what synthesis needs. */
export function buildPlatform() {
  return timed('Compiling', () => compile('tsconfig.platform.json'));
}

function compile(project) {
  return runQuietly(process.execPath, [compiler, '-b', project], { failure: 'compilation failed' });
}

function widgetSources() {
  const app = 'apps/widget';
  const entries = readdirSync(join(root, app), { recursive: true, withFileTypes: true });
  const isSource = (path) => !/\/(build|public|node_modules|test)\//.test(path);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter(isSource)
    .sort();
}
