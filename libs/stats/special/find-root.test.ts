import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findRoot } from './find-root.ts';

test('the root of a monotone function is found to the last digits, whichever end comes first', () => {
  fc.assert(
    fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (root) => {
      const f = (x: number) => Math.expm1(x - root) + (x - root) ** 3;
      for (const x of [findRoot(f, -60, 60), findRoot(f, 60, -60)]) {
        expect(Math.abs(x - root)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(root)));
      }
    }),
  );
});

test('a function with infinite ends, and one with a flat triple root, are no obstacle', () => {
  expect(findRoot((x) => 1 / x - 3 / (1 - x), 0, 1)).toBeCloseTo(0.25, 14);
  expect(findRoot((x) => (x - 0.3) ** 3, -1, 7)).toBeCloseTo(0.3, 5);
});

test('it needs few evaluations', () => {
  let calls = 0;
  findRoot(
    (x) => {
      calls++;
      return Math.cos(x) - x;
    },
    0,
    1,
  );
  expect(calls).toBeLessThan(15);
});

test('ends with equal signs are refused', () => {
  expect(() => findRoot((x) => x * x + 1, -1, 1)).toThrow('does not change its sign between -1 and 1');
});
