#!/usr/bin/env node
// The one entrance of every npm script. Plain JavaScript without dependencies: it must run before they are installed.
import { explainAndExit } from './explain.mjs';
import { tasks, usage } from './tasks.mjs';

const [name = '--help', ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;

if (!task) {
  process.stdout.write(usage());
  process.exit(name === '--help' ? 0 : 2);
}
try {
  process.exit(await task.run(args));
} catch (error) {
  explainAndExit(error);
}
