import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digamma, trigamma } from './digamma.ts';
import { logGamma } from './log-gamma.ts';

test('known values', () => {
  expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 14);
  expect(digamma(0.5)).toBeCloseTo(-1.9635100260214235, 14);
  expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 14);
  expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 13);
});

test('they are the slopes of log gamma and of each other', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.05, max: 1000, noNaN: true }), (x) => {
      const step = 1e-4 * x;
      const slope = (logGamma(x + step) - logGamma(x - step)) / (2 * step);
      expect(Math.abs(slope - digamma(x))).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
      const bend = (digamma(x + step) - digamma(x - step)) / (2 * step);
      expect(bend / trigamma(x)).toBeCloseTo(1, 5);
    }),
  );
});
