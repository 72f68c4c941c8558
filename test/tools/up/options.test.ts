import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../../../tools/up/options';

describe('a model of the user', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'options-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function give(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  test('is named after its file', () => {
    const path = give('Small-Q8.gguf', 'GGUF and so on');
    expect(readOptions(['--model', path]).model).toEqual({ path, name: 'small-q8' });
  });

  test.each([
    ['page.gguf', '<html>', /page\.gguf: this is no GGUF file/],
    ['empty.gguf', '', /empty\.gguf: this is no GGUF file/],
    ['model.bin', 'GGUF', /its name ends with \.gguf/],
  ])('called %s that holds "%s" is refused before anything starts', (name, text, message) => {
    expect(() => readOptions(['--model', give(name, text)])).toThrow(message);
  });

  test('that does not exist is refused', () => {
    expect(() => readOptions(['--model', join(folder, 'none.gguf')])).toThrow('there is no such file');
  });
});
