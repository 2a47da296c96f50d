import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { gaussianEffect } from './gaussian-effect.ts';

const effect = fc.double({ min: -5, max: 5, noNaN: true });
const error = fc.double({ min: 0.01, max: 5, noNaN: true });

test('the expectedLosss differ by the effect, and a negated effect swaps them', () => {
  fc.assert(
    fc.property(effect, error, (estimate, standardError) => {
      const { expectedLoss, probability } = gaussianEffect(estimate, standardError);
      expect(expectedLoss.control - expectedLoss.treatment).toBeCloseTo(estimate, 10);
      expect(Math.min(expectedLoss.control, expectedLoss.treatment)).toBeGreaterThanOrEqual(0);
      const back = gaussianEffect(-estimate, standardError);
      expect(back.expectedLoss.control).toBe(expectedLoss.treatment);
      expect(back.probability + probability).toBeCloseTo(1, 12);
    }),
  );
});

test('a prior pulls the effect towards its mean, and a wide one does nothing', () => {
  const flat = gaussianEffect(0.2, 0.1);
  const pulled = gaussianEffect(0.2, 0.1, { prior: { mean: 0, variance: 0.01 } });
  expect(pulled.estimate).toBeCloseTo(0.1, 12);
  expect(pulled.standardDeviation).toBeCloseTo(0.1 / Math.SQRT2, 12);
  expect(gaussianEffect(0.2, 0.1, { prior: { mean: 0, variance: 1e12 } }).low).toBeCloseTo(flat.low, 9);
});

test('the expectedLoss of a safe choice keeps its digits far out', () => {
  // E[(Z - 19.99)⁺] and E[(Z - 20.01)⁺]: the two formulas meet.
  const near = gaussianEffect(19.99, 1).expectedLoss.treatment;
  const far = gaussianEffect(20.01, 1).expectedLoss.treatment;
  expect(Math.log(near / far)).toBeCloseTo(0.02 * 20.1, 2);
  expect(gaussianEffect(35, 1).expectedLoss.treatment).toBeGreaterThan(0);
});

test('a standard error of zero is refused', () => {
  expect(() => gaussianEffect(1, 0)).toThrow('standardError: 0 is not a positive number');
});
