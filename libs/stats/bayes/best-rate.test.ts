import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bestRate } from './best-rate.ts';

const count = fc
  .tuple(fc.nat({ max: 300 }), fc.nat({ max: 3000 }))
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));
const several = fc.array(count, { minLength: 1, maxLength: 6 });
const anyPrior = fc.record({
  alpha: fc.double({ min: 0.5, max: 20, noNaN: true }),
  beta: fc.double({ min: 0.5, max: 200, noNaN: true }),
});

test('probabilities add up to one, and no loss is negative, for every prior', () => {
  fc.assert(
    fc.property(several, anyPrior, (counts, given) => {
      const { probabilities, expectedLoss } = bestRate(counts, { prior: given });
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 11);
      for (const loss of expectedLoss) expect(loss).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('the order of the groups does not matter', () => {
  fc.assert(
    fc.property(several, (counts) => {
      const forth = bestRate(counts);
      const back = bestRate([...counts].reverse());
      for (const [k, value] of forth.probabilities.entries()) {
        expect(back.probabilities[counts.length - 1 - k]).toBeCloseTo(value, 10);
      }
    }),
  );
});

test('the same counts give the same digits', () => {
  fc.assert(fc.property(several, (counts) => expect(bestRate(counts)).toEqual(bestRate(counts))));
});

test('equal groups share the probability, also without any trial', () => {
  for (const trials of [0, 1, 1000, 100_000_000]) {
    const { probabilities } = bestRate([0, 1, 2].map(() => ({ successes: Math.floor(trials / 50), trials })));
    for (const value of probabilities) expect(value).toBeCloseTo(1 / 3, 9);
  }
});

test('a prior that is nearly nothing is as good as any other', () => {
  fc.assert(
    fc.property(several, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (counts, alpha) => {
      const { probabilities, expectedLoss } = bestRate(counts, { prior: { alpha, beta: 0.5 - alpha / 2 } });
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
      for (const loss of expectedLoss) expect(loss).toBeLessThanOrEqual(1);
    }),
    { numRuns: 40 },
  );
});

test('a prior of 0 and impossible counts are refused with the field', () => {
  expect(() => bestRate([{ successes: 0, trials: 1 }], { prior: { alpha: 0, beta: 1 } })).toThrow(
    'prior.alpha: 0 is not a positive number',
  );
  expect(() => bestRate([{ successes: 2, trials: 1 }])).toThrow(
    'groups[0].successes: 2 successes in 1 trials',
  );
  expect(() => bestRate([])).toThrow('groups: 0 groups given');
});
