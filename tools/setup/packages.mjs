import { runQuietly } from './process.mjs';
import { step } from './step.mjs';

/**
 * Installs the npm packages of the lockfile. Optional packages stay out: they are other platforms' binaries and
 * half a gigabyte of CUDA; the ones that linux-x64 needs are named in package.json.
 */
export function installPackages() {
  const files = { inputs: ['package-lock.json'], outputs: ['node_modules/.package-lock.json'] };
  return step('Installing packages', files, () =>
    runQuietly('npm', ['ci', '--omit=optional', '--no-audit', '--no-fund'], { failure: 'npm ci failed' }),
  );
}
