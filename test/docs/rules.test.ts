import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseSequenceText } from '#engine';
import { readTables } from './tables.ts';

const ROOT = new URL('.', import.meta.resolve('#package.json'));
const page = readFileSync(new URL('docs/rules.md', ROOT), 'utf8');
const rows = readTables(page).flatMap(({ rows }) => rows);

/** The names of the tests under a folder. */
function testsUnder(folder: string): string[] {
  const files = readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(`${folder}/${file}`, ROOT), 'utf8'))
    .flatMap((text) => [...text.matchAll(/^test\(\s*(['"`])(.+?)\1,/gm)].map(([, , name = '']) => name));
}

test('every rule of the page has a test that exists', () => {
  const tests = new Set([...testsUnder('test'), ...testsUnder('libs/engine/core/rules')]);
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.map((row) => row.test?.slice(1, -1)).filter((name) => !tests.has(name ?? ''))).toEqual([]);
});

test('the file on the page is a sequence', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]+?)```/.exec(page) ?? [];
  const parsed = parseSequenceText(yaml);
  expect(parsed).toMatchObject({ ok: true, warnings: [] });
});
