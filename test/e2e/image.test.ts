import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { singleProgramImage } from '../../tools/e2e/node/image';
import { tar } from '../../tools/e2e/node/tar';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'image-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function extract(archive: Buffer, into: string): void {
  writeFileSync(join(into, 'archive.tar'), archive);
  const { status, stderr } = spawnSync('tar', ['-xf', 'archive.tar'], { cwd: into, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
}

describe('an archive', () => {
  test('gives back files of every length', () => {
    const content = fc.uint8Array({ maxLength: 1_100 });
    fc.assert(
      fc.property(content, (bytes) => {
        extract(tar([{ name: 'file', content: Buffer.from(bytes), mode: 0o640 }]), folder);
        expect(readFileSync(join(folder, 'file')).equals(bytes)).toBe(true);
        expect(statSync(join(folder, 'file')).mode & 0o777).toBe(0o640);
      }),
      { numRuns: 20 },
    );
  });

  test('refuses a name that it has no room for', () => {
    expect(() => tar([{ name: 'n'.repeat(101), mode: 0o644 }])).toThrow(/at most 100 bytes/);
  });
});

describe('an image of one program', () => {
  const image = singleProgramImage({ name: 'perchoir.test/pause:e2e', program: Buffer.from('program') });
  const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Record<string, unknown>;

  test('has blobs that are named by what they hold', () => {
    extract(image, folder);
    const names = readdirSync(join(folder, 'blobs/sha256'));
    expect(names).toHaveLength(3);
    for (const name of names) {
      const digest = createHash('sha256').update(readFileSync(join(folder, 'blobs/sha256', name)));
      expect(digest.digest('hex')).toBe(name);
    }
  });

  test('leads from its name to the program', () => {
    extract(image, folder);
    const [manifest] = read('index.json')['manifests'] as readonly { digest: string; annotations: object }[];
    expect(manifest?.annotations).toEqual({ 'io.containerd.image.name': 'perchoir.test/pause:e2e' });
    const blob = (digest = '') => join('blobs', digest.replace(':', '/'));
    const [layer] = read(blob(manifest?.digest))['layers'] as readonly { digest: string }[];
    extract(readFileSync(join(folder, blob(layer?.digest))), folder);
    expect(readFileSync(join(folder, 'program'), 'utf8')).toBe('program');
  });
});
