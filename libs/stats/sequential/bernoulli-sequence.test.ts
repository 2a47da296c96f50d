import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bernoulliLowerBound, bernoulliSequence } from './bernoulli-sequence.ts';

const counts = fc
  .tuple(fc.nat({ max: 2000 }), fc.nat({ max: 20_000 }))
  .filter(([successes, failures]) => successes + failures > 0)
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));

test('the interval contains the rate, and the one-sided bound is the tighter one where it is tuned', () => {
  fc.assert(
    fc.property(counts, ({ successes, trials }) => {
      const rate = successes / trials;
      const { low, high } = bernoulliSequence(successes, trials);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(rate);
      expect(high).toBeGreaterThanOrEqual(rate);
      expect(high).toBeLessThanOrEqual(1);
      expect(bernoulliLowerBound(successes, trials)).toBeLessThanOrEqual(rate);
    }),
    { numRuns: 50 },
  );
  expect(bernoulliLowerBound(40, 1000)).toBeGreaterThan(bernoulliSequence(40, 1000).low);
});

test('one more event never lowers the bound', () => {
  for (const trials of [10, 5000]) {
    let before = -1;
    for (let events = 0; events <= trials; events += Math.ceil(trials / 40)) {
      const bound = bernoulliLowerBound(events, trials);
      expect(bound).toBeGreaterThanOrEqual(before);
      before = bound;
    }
  }
});

test('no event gives no bound above 0, all events stay under 1', () => {
  expect(bernoulliLowerBound(0, 500)).toBe(0);
  expect(bernoulliSequence(0, 500).low).toBe(0);
  expect(bernoulliLowerBound(500, 500)).toBeLessThan(1);
  expect(bernoulliLowerBound(500, 500)).toBeGreaterThan(0.98);
});

test('looked at 20 times, the bound passes a true rate of 2 % in under 5 % of 160 runs', () => {
  let state = 11;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let wrong = 0;
  for (let run = 0; run < 160; run++) {
    let events = 0;
    let passed = false;
    for (let trials = 1; trials <= 1000; trials++) {
      if (draw() < 0.02) events += 1;
      // The bound lies under the observed rate: no need to work it out when that is low already.
      if (trials % 50 !== 0 || events / trials <= 0.02) continue;
      if (bernoulliLowerBound(events, trials) > 0.02) passed = true;
    }
    if (passed) wrong += 1;
  }
  expect(wrong).toBeLessThan(8);
});

test('no trials is refused', () => {
  expect(() => bernoulliLowerBound(0, 0)).toThrow('trials: there are no trials');
});
