import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Check } from './checks';

/** A sample of `npm run eval`, against the running platform. */
export function knowledgeCheck(state: string, questions: string): Check {
  return {
    sentence: `a sample of ${questions} questions is answered, refused or related as it must be`,
    run: () => program('eval', ['--state', state, '--sample', questions]),
  };
}

/** Some kills of `npm run chaos`, against the running platform. */
export function chaosCheck(state: string, kills: string): Check {
  return {
    sentence: `after each of ${kills} kills the page equals the log`,
    run: () => program('chaos', ['--state', state, '--kills', kills]),
  };
}

/** Runs one of our programs, shows what it prints, and throws when it fails. */
function program(name: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [join(__dirname, `../${name}/main.js`), ...args], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status) => (status === 0 ? resolve() : reject(new Error(`${name} ended with status ${status}`))));
  });
}
