import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nearestWord, suggest } from './nearest.ts';

/** By the whole table, as the textbook has it. */
function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (rows[i - 1]?.[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    rows.push(row);
  }
  return rows[from.length]?.[to.length] ?? 0;
}

test('the word that was meant is the first of the nearest within two edits', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 6 }), (given, words) => {
      const near = words
        .map((each) => ({ each, by: distance(given, each) }))
        .filter(({ each, by }) => by < (given.length < 3 ? 0 : 3) && by < each.length)
        .sort((left, right) => left.by - right.by);
      expect(nearestWord(given, words)).toBe(near[0]?.each ?? null);
    }),
  );
});

test('thousands of long keys that are nearly right are looked up within a second or two', () => {
  const words = Array.from({ length: 100 }, (_, i) => `step-${'abcdefghij'.repeat(5)}${i}`);
  const start = process.cpuUsage();
  for (let i = 0; i < 2_000; i++) nearestWord(`stop-${'abcdefghij'.repeat(5)}${i}`, words);
  const { user } = process.cpuUsage(start);
  expect(user / 1e6).toBeLessThan(5);
});

test('choices that nobody would read to the end are counted', () => {
  const words = Array.from({ length: 100 }, (_, i) => `step-${i}`);
  expect(suggest('elsewhere', words)).toMatch(/^Use one of: step-0, .*, step-29 and 70 more\.$/);
});
