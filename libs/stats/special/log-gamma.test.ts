import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { logBeta } from './log-beta.ts';
import { logGamma } from './log-gamma.ts';

test('log-gamma is the logarithm of the factorial, and of √π at one half', () => {
  let factorial = 1;
  for (let n = 1; n <= 20; n++) {
    factorial *= n;
    expect(logGamma(n + 1)).toBeCloseTo(Math.log(factorial), 12);
  }
  expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
});

test('log-beta is what log-gamma makes of it', () => {
  const shape = fc.double({ min: 0.01, max: 1000, noNaN: true });
  fc.assert(
    fc.property(fc.array(shape, { minLength: 2, maxLength: 5 }), (a) => {
      const total = a.reduce((sum, value) => sum + value, 0);
      const parts = a.reduce((sum, value) => sum + logGamma(value), 0) - logGamma(total);
      expect(logBeta(...a) / parts).toBeCloseTo(1, 8);
    }),
  );
});

test('log-beta keeps its digits where log-gamma would lose them', () => {
  // B(a, 1) = 1 / a
  expect(logBeta(1e12, 1)).toBeCloseTo(-Math.log(1e12), 9);
});
