import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './process.mjs';

const notes = join(root, '.perchoir', 'setup');

/**
 * Runs one step of the set-up unless its inputs are what they were when it last succeeded.
 * @param name what people read while it runs, for example "Installing packages"
 * @param options.inputs files whose contents decide whether the step is due
 * @param options.outputs files or folders without which it is due anyway
 */
export async function step(name, { inputs, outputs }, work) {
  const note = join(notes, `${name.toLowerCase().replaceAll(/\W+/g, '-')}.sha256`);
  const digest = digestOf(inputs);
  const isDone =
    existsSync(note) && readFileSync(note, 'utf8') === digest && outputs.every((path) => existsSync(join(root, path)));
  if (isDone) return;
  await timed(name, work);
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(note, digest);
}

/** Runs a step and says how long it took; on a terminal the seconds are counted while it runs. */
export async function timed(name, work) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1_000).toFixed(1)} s`;
  const isTerminal = process.stderr.isTTY;
  const timer = isTerminal && setInterval(() => process.stderr.write(`\r  ${name} … ${seconds()}`), 200);
  if (!isTerminal) process.stderr.write(`  ${name} …\n`);
  try {
    const result = await work();
    process.stderr.write(`${isTerminal ? '\r' : ''}  ${name} … done in ${seconds()}\n`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

function digestOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}
