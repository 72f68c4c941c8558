import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildPlatform } from './build.mjs';
import { installPackages } from './packages.mjs';
import { prepare } from './prepare.mjs';
import { root, runNode } from './process.mjs';
import { findRun } from './running.mjs';
import { publishDist } from './synth.mjs';
import { requireToolchain } from './toolchain.mjs';

const program = 'build/tools/up/main.js';
const check = 'build/tools/up/check-options.js';

/** Sets up, then runs the platform; what runs already is neither compiled nor rendered under its feet. */
export async function up(args) {
  if (args.includes('--help') || args.includes('-h')) return help(args);
  const status = canCheck() ? await runNode(check, args) : 0;
  if (status !== 0) return status;
  if (existsSync(join(root, program)) && findRun(statusFile(args)) !== undefined) return runNode(program, args);
  await prepare();
  await publishDist();
  return runNode(program, args);
}

async function help(args) {
  if (!existsSync(join(root, program))) {
    requireToolchain();
    await installPackages();
    await buildPlatform();
  }
  return runNode(program, args);
}

/** A check compiled from older sources would refuse an option that came with newer ones. */
function canCheck() {
  const changedAt = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return changedAt(check) > 0 && changedAt('build/tsconfig.platform.tsbuildinfo') >= changedAt('tools/up/options.ts');
}

/** Where a run with these options writes its status: in the state folder, or in the checkout when none is given. */
function statusFile(args) {
  const at = args.findIndex((arg) => arg === '--state' || arg.startsWith('--state='));
  const state = args[at]?.includes('=') ? args[at].slice('--state='.length) : args[at + 1];
  return join(at < 0 || state === undefined ? join(root, '.perchoir') : state, 'up.json');
}
