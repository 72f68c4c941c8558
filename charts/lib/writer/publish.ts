import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type Files } from './emit';

/** Lists the files that the writer owns in a cluster's folder; everything else there is a stranger's. */
const OWNERSHIP = 'owned.json';

/** Beginning of the names of folders in which new files wait; the number of their process follows. */
const STAGE = '.publish-';

/** What `dist/` shall hold: cluster → its files. */
export type Clusters = ReadonlyMap<string, Files>;

/**
 * Makes a folder hold exactly the given clusters, each switched in one step: a reader finds the old files or the new.
 * Folders that are right already are not touched. A cluster that is no longer given is removed.
 *
 * @throws Error naming a file that the writer did not write; nothing is changed then.
 */
export function publish(folder: string, clusters: Clusters): void {
  mkdirSync(folder, { recursive: true });
  const wanted = new Map([...clusters].map(([name, files]) => [name, withOwnership(files)]));
  const present = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.'),
  );
  for (const { name } of present) refuseStrangers(join(folder, name));
  const changed = [...wanted].filter(([name, files]) => !holds(join(folder, name), files));
  const gone = present.map(({ name }) => name).filter((name) => !wanted.has(name));
  if (changed.length > 0 || gone.length > 0) switchOver(folder, new Map(changed), gone);
}

/** Writes one file in one step, if its content differs. */
export function publishFile(path: string, content: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  mkdirSync(dirname(path), { recursive: true });
  const stage = mkdtempSync(join(dirname(path), `${STAGE}${process.pid}-`));
  try {
    writeFileSync(join(stage, 'file'), content);
    renameSync(join(stage, 'file'), path);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function switchOver(folder: string, changed: Clusters, gone: readonly string[]): void {
  removeLeftovers(folder);
  const stage = mkdtempSync(join(folder, `${STAGE}${process.pid}-`));
  try {
    for (const [name, files] of changed) writeAll(join(stage, 'new', name), files);
    mkdirSync(join(stage, 'old'));
    for (const name of changed.keys()) replace(join(folder, name), join(stage, 'new', name), join(stage, 'old', name));
    for (const name of gone) renameSync(join(folder, name), join(stage, 'old', name));
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** A synthesis that was killed leaves its folder behind; one that still runs keeps it. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => one.startsWith(STAGE))) {
    if (!isRunning(Number.parseInt(name.slice(STAGE.length), 10)))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Two renames; if the second fails, the first is taken back. */
function replace(target: string, next: string, previous: string): void {
  const isReplacing = existsSync(target);
  if (isReplacing) renameSync(target, previous);
  try {
    renameSync(next, target);
  } catch (error) {
    if (isReplacing) renameSync(previous, target);
    throw error;
  }
}

function writeAll(folder: string, files: Files): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function withOwnership(files: Files): Files {
  const owned = [...files.keys()].sort();
  return new Map([...files, [OWNERSHIP, `${JSON.stringify(owned, null, 2)}\n`]]);
}

function holds(folder: string, files: Files): boolean {
  if (!existsSync(folder)) return false;
  const present = filesBelow(folder);
  return (
    present.length === files.size &&
    present.every((path) => files.get(path) === readFileSync(join(folder, path), 'utf8'))
  );
}

function refuseStrangers(folder: string): void {
  const list = join(folder, OWNERSHIP);
  const owned = new Set<string>(existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as string[]) : []);
  const stranger = filesBelow(folder).find((path) => path !== OWNERSHIP && !owned.has(path));
  if (stranger === undefined) return;
  throw new Error(
    `${join(folder, stranger)} was not written by synthesis: move it out of dist/, or delete it if it is left over from a merge`,
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
