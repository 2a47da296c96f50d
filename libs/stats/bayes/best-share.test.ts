import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { betaCdf, betaSf } from '../special/beta.ts';
import { bestShare } from './best-share.ts';

const counts = fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 8 });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('with two outcomes the answer is the closed form of the beta distribution', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2000 }), fc.nat({ max: 2000 }), fc.nat({ max: 9000 }), (one, two, none) => {
      const trials = one + two + none;
      const { probabilities, expectedMax } = bestShare([one, two], trials);
      const a = one + 0.5;
      const b = two + 0.5;
      expect(probabilities[0]).toBeCloseTo(betaSf(0.5, a, b), 9);
      const larger = (a * betaSf(0.5, a + 1, b) + b * betaCdf(0.5, a, b + 1)) / (trials + 1.5);
      expect(expectedMax).toBeCloseTo(larger, 9);
    }),
  );
});

test('probabilities add up to one and follow the order of the outcomes', () => {
  fc.assert(
    fc.property(counts, fc.nat({ max: 5000 }), (given, none) => {
      const trials = sum(given) + none;
      const forth = bestShare(given, trials);
      expect(sum(forth.probabilities)).toBeCloseTo(1, 9);
      const back = bestShare([...given].reverse(), trials);
      for (const [k, value] of forth.probabilities.entries()) {
        expect(back.probabilities[given.length - 1 - k]).toBeCloseTo(value, 10);
        expect(forth.expectedLoss[k]).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test('more outcomes than trials are refused', () => {
  expect(() => bestShare([3, 4], 6)).toThrow('counts: 7 outcomes in 6 trials');
});
