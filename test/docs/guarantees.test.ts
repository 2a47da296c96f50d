import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readTables } from './tables.ts';

const root = new URL('.', import.meta.resolve('#package.json'));
const page = readFileSync(new URL('docs/guarantees.md', root), 'utf8');
const rows = readTables(page).flatMap((table) => table.rows);

test('every hop has a promise', () => {
  expect(rows.map(({ hop }) => hop)).toEqual([
    ...[
      'HTTP → PostgreSQL',
      'HTTP → PostgreSQL, answered first',
      'decide',
      'deliver',
      'webhook in',
      'link in',
      'mail in',
      'log → Kafka',
      'log → ClickHouse',
      'report',
    ],
    ...['replay', 'rebuild', 'erase', 'compare'],
  ]);
  for (const { promise } of rows) expect(promise).toMatch(/\w/);
});

test.each(rows.map((row) => [row.hop ?? '', row['held by'] ?? '']))(
  'the promise of "%s" is held by tests that there are',
  (_hop, heldBy) => {
    const files = [...heldBy.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(file).toMatch(/\.test\.ts$/);
      expect(readFileSync(new URL(file, root), 'utf8')).toMatch(
        /\b(test|describe|\w+Contract)(\.each)?[(`.]/,
      );
    }
  },
);

test('the page is one screen', () => {
  expect(page.split('\n').length).toBeLessThan(45);
});
