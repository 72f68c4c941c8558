import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publish, publishFile } from '../../charts/lib/writer/publish';

describe('publishing', () => {
  let dist: string;

  beforeEach(() => {
    dist = join(mkdtempSync(join(tmpdir(), 'perchoir-dist-')), 'dist');
  });

  afterEach(() => rmSync(join(dist, '..'), { recursive: true, force: true }));

  const read = (path: string) => readFileSync(join(dist, path), 'utf8');
  const files = (content: Record<string, string>) => new Map(Object.entries(content));

  test('writes every file of every cluster', () => {
    publish(
      dist,
      new Map([
        ['local', files({ 'llm/A.yaml': 'a', 'inventory.json': '{}' })],
        ['proof', files({ 'llm/A.yaml': 'b' })],
      ]),
    );

    expect([read('local/llm/A.yaml'), read('local/inventory.json'), read('proof/llm/A.yaml')]).toEqual([
      'a',
      '{}',
      'b',
    ]);
  });

  test('removes what is no longer written, folders and clusters included', () => {
    publish(
      dist,
      new Map([
        ['local', files({ 'llm/A.yaml': 'a', 'old/B.yaml': 'b' })],
        ['gone', files({ 'C.yaml': 'c' })],
      ]),
    );

    publish(dist, new Map([['local', files({ 'llm/A.yaml': 'a' })]]));

    expect(readdirSync(dist)).toEqual(['local']);
    expect(readdirSync(join(dist, 'local')).sort()).toEqual(['llm', 'owned.json']);
  });

  test('does not touch a cluster whose files are right already', () => {
    const clusters = new Map([['local', files({ 'llm/A.yaml': 'a' })]]);
    publish(dist, clusters);
    const { ino } = statSync(join(dist, 'local'));

    publish(dist, clusters);

    expect(statSync(join(dist, 'local')).ino).toBe(ino);
  });

  test('mends a file that was edited by hand', () => {
    const clusters = new Map([['local', files({ 'llm/A.yaml': 'a' })]]);
    publish(dist, clusters);
    writeFileSync(join(dist, 'local/llm/A.yaml'), 'edited');

    publish(dist, clusters);

    expect(read('local/llm/A.yaml')).toBe('a');
  });

  test.each(['local/llm/mine.yaml', 'elsewhere/notes.txt'])(
    "refuses to remove a stranger's file, and changes nothing (%s)",
    (stranger) => {
      publish(dist, new Map([['local', files({ 'llm/A.yaml': 'a' })]]));
      mkdirSync(join(dist, stranger, '..'), { recursive: true });
      writeFileSync(join(dist, stranger), 'mine');

      expect(() => publish(dist, new Map([['local', files({ 'llm/A.yaml': 'changed' })]]))).toThrow(
        `${stranger} was not written by synthesis`,
      );

      expect([read(stranger), read('local/llm/A.yaml')]).toEqual(['mine', 'a']);
    },
  );

  test('leaves everything as it was when a file cannot be written', () => {
    publish(dist, new Map([['local', files({ 'llm/A.yaml': 'a' })]]));

    // A path that is both a file and a folder.
    expect(() => publish(dist, new Map([['local', files({ llm: 'file', 'llm/A.yaml': 'b' })]]))).toThrow();

    expect(read('local/llm/A.yaml')).toBe('a');
    expect(readdirSync(dist)).toEqual(['local']);
  });

  test('clears away what a killed synthesis left behind, not what a running one uses', () => {
    // No process has the highest number that Linux gives.
    const [dead, alive] = [join(dist, '.publish-4194304-x'), join(dist, `.publish-${process.pid}-x`)];
    [dead, alive].forEach((path) => mkdirSync(path, { recursive: true }));

    publish(dist, new Map([['local', files({ 'A.yaml': 'a' })]]));

    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
  });

  test('leaves nothing of its own behind', () => {
    publish(dist, new Map([['local', files({ 'A.yaml': 'a' })]]));
    publish(dist, new Map([['local', files({ 'A.yaml': 'b' })]]));
    publishFile(join(dist, 'page.md'), 'page');

    expect(readdirSync(dist).sort()).toEqual(['local', 'page.md']);
    expect(existsSync(join(dist, 'page.md'))).toBe(true);
  });
});
