import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { root, runNode } from './process.mjs';
import { findRun } from './running.mjs';
import { publishDist } from './synth.mjs';

const program = 'build/tools/up/main.js';

/** Sets up, then runs the platform; what runs already is neither compiled nor rendered under its feet. */
export async function up(args) {
  if (args.includes('--help')) return runNode(program, args);
  if (existsSync(join(root, program)) && findRun(statusFile(args)) !== undefined) return runNode(program, args);
  await prepare();
  await publishDist();
  return runNode(program, args);
}

/** Where a run with these options writes its status: in the state folder, or in the checkout when none is given. */
function statusFile(args) {
  const at = args.findIndex((arg) => arg === '--state' || arg.startsWith('--state='));
  const state = args[at]?.includes('=') ? args[at].slice('--state='.length) : args[at + 1];
  return join(at < 0 || state === undefined ? join(root, '.perchoir') : state, 'up.json');
}
