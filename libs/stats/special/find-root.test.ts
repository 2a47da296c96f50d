import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findRoot } from './find-root.ts';

test('a root is found to the last digits wherever it lies', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.integer({ min: 1, max: 7 }),
      (at, power) => {
        const of = (x: number) => Math.sign(x - at) * Math.abs(Math.expm1((x - at) / 9)) ** power;
        expect(findRoot(of, -60, 55)).toBeCloseTo(at, 9);
        expect(findRoot((x) => -of(x), -60, 55)).toBeCloseTo(at, 9);
      },
    ),
  );
  expect(findRoot((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
  expect(() => findRoot((x) => x * x + 1, 0, 2)).toThrow('the same sign');
});
