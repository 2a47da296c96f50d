import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawVariant, uniform } from './draw.ts';

const AB = [
  { key: 'a', weight: 1 },
  { key: 'b', weight: 1 },
];

test('the draw is the first 8 bytes, big-endian, of SHA-256 of salt:unit over 2^64', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (salt, unit) => {
      const hash = createHash('sha256').update(`${salt}:${unit}`).digest().readBigUInt64BE(0);
      expect(uniform(`${salt}:${unit}`)).toBe(Number(hash >> 11n) / 2 ** 53);
    }),
  );
});

test('known draws stay what they are', () => {
  const arm = (unit: string) => drawVariant('b2b-outbound.case-study', unit, AB).key;
  const units = ['11111111-1111-5111-8111-111111111111', 'u-1', 'u-2', 'u-3', 'Jürgen'];
  const expected = units.map((unit) => {
    const digest = createHash('sha256').update(`b2b-outbound.case-study:${unit}`).digest();
    return (digest[0] ?? 0) < 128 ? 'a' : 'b';
  });
  expect(units.map(arm)).toEqual(expected);
  expect(new Set(expected)).toEqual(new Set(['a', 'b']));
});

test('the same unit draws the same arm again, and the probability is its share of the weights', () => {
  const variants = [
    { key: 'a', weight: 1 },
    { key: 'b', weight: 3 },
  ];
  fc.assert(
    fc.property(fc.string(), fc.string(), (salt, unit) => {
      const drawn = drawVariant(salt, unit, variants);
      expect(drawVariant(salt, unit, variants)).toEqual(drawn);
      expect(drawn.probability).toBe(drawn.key === 'a' ? 0.25 : 0.75);
    }),
  );
});

/** Pearson's chi-square of counts against expected shares. */
function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, index) => {
    const expected = total * (shares[index] ?? 0);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

test('arms are drawn in the shares of their weights', () => {
  const variants = [
    { key: 'a', weight: 1 },
    { key: 'b', weight: 2 },
    { key: 'c', weight: 5 },
  ];
  const counts = new Map<string, number>();
  for (let unit = 0; unit < 40_000; unit++) {
    const { key } = drawVariant('shares', `unit-${unit}`, variants);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  // 13.8 is exceeded once in 1,000 draws of a fair coin with 2 degrees of freedom; the draw is fixed, so it is no flake.
  expect(chiSquare([...variants.map(({ key }) => counts.get(key) ?? 0)], [1 / 8, 2 / 8, 5 / 8])).toBeLessThan(
    13.8,
  );
});

test('the draws of two experiments are independent of each other', () => {
  const cells = [0, 0, 0, 0];
  for (let unit = 0; unit < 40_000; unit++) {
    const one = drawVariant('s.one', `unit-${unit}`, AB).key === 'a' ? 0 : 2;
    const other = drawVariant('s.two', `unit-${unit}`, AB).key === 'a' ? 0 : 1;
    cells[one + other] = (cells[one + other] ?? 0) + 1;
  }
  expect(chiSquare(cells, [0.25, 0.25, 0.25, 0.25])).toBeLessThan(16.3);
});

test('a draw among nothing is refused', () => {
  expect(() => drawVariant('s', 'u', [])).toThrow('at least one variant');
});
