import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './explain.mjs';
import { root } from './process.mjs';

/** Copies the generated picture of the platform from docs/platform.md to its place in the README. */
export function showPicture() {
  const readme = join(root, 'README.md');
  const text = readFileSync(readme, 'utf8');
  const picture = /```mermaid\n.*?```/s.exec(readFileSync(join(root, 'docs/platform.md'), 'utf8'))?.[0];
  const place = /(?<=<!-- picture -->\n).*?(?=\n<!-- end of picture -->)/s;
  if (!picture || !place.test(text))
    throw new SetupError('README.md has lost the place of the picture, or docs/platform.md the picture');
  const shown = text.replace(place, () => picture);
  if (shown !== text) writeFileSync(readme, shown);
}
