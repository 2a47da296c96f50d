import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { betaCdf, betaQuantile, betaSf } from './beta.ts';
import { chiSquareQuantile } from './chi-square.ts';
import { gammaCdf, gammaQuantile, gammaSf } from './gamma.ts';
import { normalCdf, normalSf } from './normal.ts';
import { normalQuantile } from './normal-quantile.ts';
import { studentTCdf } from './student-t.ts';

const shape = fc.double({ min: 0.3, max: 3000, noNaN: true });
const share = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });

/** The inverse of a continuous distribution function, checked in the smaller tail. */
function expectBack(p: number, cdf: number, sf: number): void {
  const error = p <= 0.5 ? cdf / p - 1 : sf / (1 - p) - 1;
  expect(Math.abs(error)).toBeLessThan(1e-9);
}

describe('a quantile is the inverse of its distribution function', () => {
  test('beta', () => {
    fc.assert(
      fc.property(share, shape, shape, (p, a, b) => {
        const x = betaQuantile(p, a, b);
        // Next to 1 the double x itself holds too few digits of 1 - x.
        fc.pre(x < 1 - 1e-6);
        expectBack(p, betaCdf(x, a, b), betaSf(x, a, b));
      }),
    );
  });
  test('gamma', () => {
    fc.assert(
      fc.property(share, shape, (p, a) => {
        const x = gammaQuantile(p, a, 2);
        expectBack(p, gammaCdf(x, a, 2), gammaSf(x, a, 2));
      }),
    );
  });
  test('normal', () => {
    fc.assert(
      fc.property(share, (p) => expectBack(p, normalCdf(normalQuantile(p)), normalSf(normalQuantile(p)))),
    );
  });
  test('chi-square at the usual limit', () => {
    expect(chiSquareQuantile(0.95, 1)).toBeCloseTo(3.84145882069412, 12);
  });
});

test('the two tails of a beta add up to one', () => {
  fc.assert(
    fc.property(share, shape, shape, (x, a, b) => {
      expect(Math.abs(betaCdf(x, a, b) + betaSf(x, a, b) - 1)).toBeLessThan(1e-12);
    }),
  );
});

test('the ends of the range are answered, not NaN', () => {
  expect([betaCdf(0, 2, 3), betaCdf(1, 2, 3), betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([
    0, 1, 0, 1,
  ]);
  expect([gammaCdf(0, 2), gammaSf(0, 2), gammaQuantile(0, 2)]).toEqual([0, 1, 0]);
  expect([normalCdf(Number.NEGATIVE_INFINITY), normalSf(Number.NEGATIVE_INFINITY)]).toEqual([0, 1]);
  expect([studentTCdf(Number.NEGATIVE_INFINITY, 3), studentTCdf(0, 3)]).toEqual([0, 0.5]);
});

test('a parameter that makes no sense is refused with its name and a fix', () => {
  expect(() => betaCdf(0.5, 0, 1)).toThrow('a: 0 is not a positive number. Give a number above 0.');
  expect(() => betaQuantile(1.5, 1, 1)).toThrow('p: 1.5 is not a probability');
  expect(() => normalCdf(Number.NaN)).toThrow('x: it is not a number');
});

test('shapes next to 0 put the quantile at an end, and the smallest double is refused at once', () => {
  expect(betaQuantile(0.5, 1e-300, 3)).toBe(0);
  expect(betaQuantile(0.5, 3, 1e-300)).toBe(1);
  for (const ask of [betaQuantile, (p: number, a: number) => gammaQuantile(p, a)]) {
    expect(() => ask(0.5, Number.MIN_VALUE, 3)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
  }
});
