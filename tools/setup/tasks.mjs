import { join } from 'node:path';
import { buildPlatform } from './build.mjs';
import { installChromium } from './chromium.mjs';
import { installPackages } from './packages.mjs';
import { prepare } from './prepare.mjs';
import { root, run, runNode } from './process.mjs';
import { installPythonChecks, python } from './python.mjs';
import { publishDist } from './synth.mjs';
import { runTests } from './test.mjs';
import { requireToolchain } from './toolchain.mjs';
import { up } from './up.mjs';

/** What `npm run …` can do: the sentence of the usage, and the run, which answers with an exit status. */
export const tasks = {
  up: { does: 'set up, then run the platform on this machine', run: up },
  test: { does: 'set up, then run every test', run: test },
  build: { does: 'set up, then compile everything', run: build },
  synth: { does: 'render the manifests of every cluster into dist/', run: synth },
  lint: { does: 'check types, style, dependency directions and formatting', run: lint },
  drift: { does: 'check that dist/ and the generated docs match the sources', run: drift },
  chaos: { does: 'kill services at random moments and compare the page with the log', run: program('chaos') },
  e2e: { does: 'prove the manifests on a real Kubernetes', run: e2e },
  eval: { does: 'ask the demo bot its questions and print the table', run: program('eval') },
};

/** The list of tasks, for `--help`. */
export function usage() {
  const lines = Object.entries(tasks).map(([name, { does }]) => `  ${name.padEnd(7)} ${does}`);
  return `Usage: node tools/setup/run.mjs TASK [options]\n\n${lines.join('\n')}\n`;
}

async function test(args) {
  await prepare();
  await installPythonChecks();
  await installChromium();
  await publishDist();
  return runTests(args);
}

async function build() {
  await prepare();
  return 0;
}

async function synth() {
  requireToolchain();
  await installPackages();
  await buildPlatform();
  return publishDist();
}

async function lint() {
  await prepare();
  await installPythonChecks();
  const agent = join(root, 'apps/scraping-agent');
  const checks = [
    () => runNode('node_modules/typescript-7/bin/tsc', ['-p', 'tsconfig.test.json']),
    () => runNode('node_modules/eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
    () => runNode('node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
    () => run(python, ['-m', 'ruff', 'check', '--quiet', '.'], { cwd: agent }),
    () => run(python, ['-m', 'ruff', 'format', '--check', '--quiet', '.'], { cwd: agent }),
    () => run(python, ['-m', 'mypy', '--no-error-summary'], { cwd: agent }),
  ];
  for (const check of checks) {
    const status = await check();
    if (status !== 0) return status;
  }
  return 0;
}

async function drift() {
  await synth();
  const status = await run('git', ['diff', '--exit-code', '--stat', '--', 'dist', 'docs/platform.md', 'README.md']);
  if (status !== 0)
    process.stderr.write(
      'perchoir: generated files do not match the sources: run `npm run synth` and commit the result\n',
    );
  return status;
}

async function e2e(args) {
  await synth();
  return runNode('build/tools/e2e/main.js', args);
}

function program(name) {
  return async (args) => {
    await prepare();
    await publishDist();
    return runNode(`build/tools/${name}/main.js`, args);
  };
}
