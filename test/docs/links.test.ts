import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('.', import.meta.resolve('#package.json')));
const pages = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => join('docs', file)),
].filter((file) => file.endsWith('.md'));
const textOf = (page: string) => readFileSync(join(ROOT, page), 'utf8');

interface Link {
  readonly from: string;
  readonly to: string;
  readonly anchor: string;
}

/** The links of a page that lead to other files of the repository, or to a place in it. */
function linksOf(page: string): Link[] {
  return [...textOf(page).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)]*))?\)/g)].map(
    ([, to = '', anchor = '']) => ({
      from: page,
      to: to === '' ? page : normalize(join(dirname(page), to)),
      anchor,
    }),
  );
}

/** What a heading is called in an address, as GitHub makes it. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every link leads to a page that there is, and to a heading of it', () => {
  const links = pages.flatMap(linksOf);
  expect(links.length).toBeGreaterThan(50);
  const broken = links.filter(
    ({ to, anchor }) => !existsSync(join(ROOT, to)) || (anchor !== '' && !anchorsOf(to).includes(anchor)),
  );
  expect(broken).toEqual([]);
});

test('a page is named by a link to it', () => {
  const named = pages.flatMap((page) =>
    [...textOf(page).matchAll(/(?<!\[)`(?:docs\/)?[\w/-]+\.md`/g)].map(([name]) => `${page}: ${name}`),
  );
  expect(named).toEqual([]);
});

test('every page of docs is reached from the README', () => {
  const reached = new Set<string>(['README.md']);
  for (const page of reached)
    if (page.endsWith('.md')) {
      for (const { to } of linksOf(page)) {
        const found = [to, join(to, 'README.md')].find((file) => pages.includes(file)) ?? to;
        reached.add(found);
        // A link to a folder shows what is in it.
        for (const file of pages) if (dirname(file) === to) reached.add(file);
      }
    }
  expect(pages.filter((page) => page.startsWith('docs') && !reached.has(page))).toEqual([]);
});

test('a file or folder that a page names is there', () => {
  const named = pages.flatMap((page) =>
    [...textOf(page).matchAll(/`((?:apps|dashboards|docs|examples|libs|lint|scripts|test)\/[\w./-]*)`/g)].map(
      ([, path = '']) => ({ page, path }),
    ),
  );
  expect(named.length).toBeGreaterThan(50);
  const places = (path: string) => [path, `${path}.ts`, `${path}.test.ts`];
  expect(
    // A word in capitals stands for one of the reader's own.
    named.filter(
      ({ path }) => !/[A-Z]{2}/.test(path) && !places(path).some((at) => existsSync(join(ROOT, at))),
    ),
  ).toEqual([]);
});
