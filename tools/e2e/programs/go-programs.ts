import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from '../progress';
import { fromCache } from './module-cache';
import { runProgram } from './program';

export interface GoPrograms {
  /** With the version, for example `kubernetes-1.36.3`. */
  readonly name: string;
  /** Folder of the Go module. */
  readonly module: string;
  readonly flags: readonly string[];
  /** File name of each program → its package. */
  readonly packages: Readonly<Record<string, string>>;
  /** Further names that a program is called by. @default - none */
  readonly links?: Readonly<Record<string, readonly string[]>>;
}

/** Static programs, the same bytes wherever they are built. */
export const commonFlags = ['-trimpath', '-buildvcs=false'] as const;

/** Folder with programs built from a Go module, from the cache when they are there. */
export function goPrograms(cache: string, programs: GoPrograms): Promise<string> {
  const { name, module, flags, packages, links = {} } = programs;
  return fromCache(cache, {
    name,
    module,
    recipe: [...flags, JSON.stringify({ packages, links })],
    make: (folder) =>
      timed(`building ${name} (once, kept in the cache)`, async (note) => {
        const total = await countPackages(programs);
        let compiled = 0;
        const onLine = (): void => note(`package ${++compiled} of at most ${total}`);
        for (const file of Object.keys(packages)) await build(programs, { file, folder, onLine });
        for (const [file, names] of Object.entries(links))
          for (const link of names) symlinkSync(file, join(folder, link));
      }),
  });
}

const env = { CGO_ENABLED: '0' };

async function countPackages({ name, module, packages }: GoPrograms): Promise<number> {
  const args = ['list', '-deps', ...Object.values(packages)];
  const list = await runProgram('go', args, { cwd: module, env, failure: `${name} cannot be built` });
  return list.trim().split('\n').length;
}

interface Build {
  readonly file: string;
  readonly folder: string;
  readonly onLine: () => void;
}

/** At the lowest priority: it takes minutes, and the person has other work. `GOFLAGS=-p=1` keeps it to one core. */
async function build({ name, module, flags, packages }: GoPrograms, { file, folder, onLine }: Build): Promise<void> {
  const go = ['go', 'build', '-v', ...flags, '-o', join(folder, file), packages[file] ?? ''];
  await runProgram('nice', ['-n', '19', ...go], { cwd: module, env, failure: `${name} cannot be built`, onLine });
}
