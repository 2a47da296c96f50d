import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deltaLift, deltaLogRatio } from '../mean/mean-lift.ts';
import { summarizeCounts } from '../mean/mean-summary.ts';
import { welch } from '../mean/welch.ts';
import { asymptoticSequence } from './asymptotic-sequence.ts';

const estimates = fc.record({
  estimate: fc.double({ min: -1, max: 1, noNaN: true }),
  standardError: fc.double({ min: 0.001, max: 1, noNaN: true }),
  n: fc.integer({ min: 10, max: 1_000_000 }),
});
const alternatives = ['two-sided', 'greater', 'less'] as const;

test('the interval contains the estimate and leaves out zero exactly when p is under alpha', () => {
  fc.assert(
    fc.property(estimates, fc.double({ min: 0.001, max: 0.3, noNaN: true }), (estimate, alpha) => {
      for (const alternative of alternatives) {
        const { low, high, pValue } = asymptoticSequence(estimate, { alpha, alternative });
        expect(low).toBeLessThan(estimate.estimate);
        expect(high).toBeGreaterThan(estimate.estimate);
        if (Math.abs(pValue - alpha) < 1e-9) continue;
        expect(low > 0 || high < 0).toBe(pValue < alpha);
      }
    }),
  );
});

test('a negated effect turns the interval and the alternative round', () => {
  fc.assert(
    fc.property(estimates, (estimate) => {
      const forth = asymptoticSequence(estimate, { alternative: 'greater' });
      const back = asymptoticSequence({ ...estimate, estimate: -estimate.estimate }, { alternative: 'less' });
      expect(back.high).toBeCloseTo(-forth.low, 12);
      expect(back.pValue).toBe(forth.pValue);
    }),
  );
});

test('it is tightest, relative to a single look, near the number of units it is tuned for', () => {
  const width = (n: number) => {
    const { low, high } = asymptoticSequence({ estimate: 0, standardError: 1, n }, { tunedFor: 5000 });
    return high - low;
  };
  expect(width(5000)).toBeLessThan(width(500));
  expect(width(5000)).toBeLessThan(width(50_000));
  expect(width(5000) / (2 * 1.96)).toBeCloseTo(1.55, 1);
});

test('without a standard error nothing is known', () => {
  const arms = {
    control: summarizeCounts({ successes: 0, trials: 40 }),
    treatment: summarizeCounts({ successes: 0, trials: 40 }),
  };
  for (const effect of [welch(arms), deltaLift(arms), deltaLogRatio(arms)]) {
    expect(effect.standardError).toBeNull();
    expect(asymptoticSequence({ ...effect, n: 80 })).toMatchObject({
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
      pValue: 1,
    });
  }
});

test('looked at 100 times, equal arms are told apart in under 5 % of 200 tests', () => {
  let state = 3;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let wrong = 0;
  for (let run = 0; run < 200; run++) {
    const control = { successes: 0, trials: 0 };
    const treatment = { successes: 0, trials: 0 };
    let told = false;
    for (let look = 0; look < 100 && !told; look++) {
      for (const arm of [control, treatment]) {
        arm.trials += 50;
        for (let unit = 0; unit < 50; unit++) arm.successes += draw() < 0.1 ? 1 : 0;
      }
      const arms = { control: summarizeCounts(control), treatment: summarizeCounts(treatment) };
      told = asymptoticSequence({ ...welch(arms), n: control.trials + treatment.trials }).pValue < 0.05;
    }
    if (told) wrong += 1;
  }
  expect(wrong).toBeLessThan(10);
});

test('what makes no sense is refused', () => {
  const estimate = { estimate: 0, standardError: 1, n: 100 };
  expect(() => asymptoticSequence(estimate, { alpha: 0.6, alternative: 'less' })).toThrow(
    'alpha: 0.6 is not under 1/2',
  );
  expect(() => asymptoticSequence({ ...estimate, n: 0 })).toThrow('n: 0 is not a positive number');
});
