import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

test('every link and picture of every page leads somewhere', () => {
  const dead = pages.flatMap((page) =>
    linksOf(page)
      .filter((link) => !leads(page, link))
      .map((link) => `${page}: ${link}`),
  );

  expect(dead).toEqual([]);
});

test('a dead link would be seen', () => {
  expect(leads('README.md', 'docs/no-such-page.md')).toBe(false);
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(20);
});

/** Targets of Markdown links and pictures within the repository. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/```.*?```/gs, '');
  const targets = text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"\s]+)"/g);
  const links = [...targets].map(([, markdown, html]) => markdown ?? html ?? '');
  return links.filter((link) => !/^[a-z]+:|^#/.test(link)).map((link) => link.split('#')[0] ?? '');
}

function leads(page: string, link: string): boolean {
  return existsSync(join(root, dirname(page), link));
}
