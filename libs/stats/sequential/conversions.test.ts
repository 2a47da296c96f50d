import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectGolden, goldens } from '../../../test/support/golden.ts';
import { conversionTest } from './conversion-test.ts';
import { type Pair, rateRatioSequence } from './rate-ratio-sequence.ts';
import { runningConversions } from './running-conversions.ts';

interface Input {
  conversions_control: number;
  conversions_treatment: number;
  alloc_control: number;
  alloc_treatment: number;
  dirichlet_concentration: number;
  alpha: number;
}

/** A repeatable stream of numbers in [0, 1): simulations must not change from run to run. */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('conversion counts agree with the reference', () => {
  for (const golden of goldens<Input>('sequential_conversion_counts')) {
    test(golden.id, () => {
      const { input } = golden;
      const counts: Pair = [input.conversions_control, input.conversions_treatment];
      const allocation: Pair = [input.alloc_control, input.alloc_treatment];
      const concentration = input.dirichlet_concentration;
      const { logBayesFactor, pValue } = conversionTest(counts, allocation, concentration);
      const { low, high } = rateRatioSequence(counts, allocation, { alpha: input.alpha, concentration });
      expectGolden(golden, {
        log_bayes_factor: logBayesFactor,
        always_valid_p_snapshot: pValue,
        log_rate_ratio: Math.log(counts[1] / allocation[1] / (counts[0] / allocation[0])),
        log_rate_ratio_cs: [low, high],
        rate_ratio_cs: [Math.exp(low), Math.exp(high)],
      });
    });
  }
});

const pair: fc.Arbitrary<Pair> = fc.tuple(fc.nat({ max: 100_000 }), fc.nat({ max: 100_000 }));
const weight = fc.double({ min: 0.05, max: 1, noNaN: true });
const weights: fc.Arbitrary<Pair> = fc.tuple(weight, weight);

test('the interval contains the observed ratio, and swapping the arms turns it round', () => {
  fc.assert(
    fc.property(pair, weights, (counts, allocation) => {
      const { low, high } = rateRatioSequence(counts, allocation);
      const ratio = Math.log(counts[1] / allocation[1] / (counts[0] / allocation[0]));
      if (!Number.isNaN(ratio)) {
        expect(low).toBeLessThanOrEqual(ratio);
        expect(high).toBeGreaterThanOrEqual(ratio);
      }
      const swapped = rateRatioSequence([counts[1], counts[0]], [allocation[1], allocation[0]]);
      if (Number.isFinite(low)) expect(swapped.high).toBeCloseTo(-low, 8);
      else expect(swapped.high).toBe(Number.POSITIVE_INFINITY);
    }),
  );
});

test('the interval leaves out "no effect" exactly when p is under alpha', () => {
  fc.assert(
    fc.property(pair, weights, (counts, allocation) => {
      const { pValue } = conversionTest(counts, allocation);
      fc.pre(Math.abs(pValue - 0.05) > 1e-9);
      const { low, high } = rateRatioSequence(counts, allocation, { alpha: 0.05 });
      expect(low > 0 || high < 0).toBe(pValue < 0.05);
    }),
  );
});

test('without a conversion nothing is known: p is 1 and the interval is the whole line', () => {
  expect(conversionTest([0, 0], [1, 1]).pValue).toBe(1);
  expect(rateRatioSequence([0, 0], [1, 1])).toEqual({
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
});

test('a running p never rises and a running interval never grows', () => {
  const days = fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 })), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(days, (daily) => {
      const running = runningConversions(daily, [1, 1]);
      expect(running).toHaveLength(daily.length);
      for (const [i, now] of running.entries()) {
        const before = running[i - 1];
        expect(now.empty).toBe(now.low > now.high);
        if (before === undefined) continue;
        expect(now.pValue).toBeLessThanOrEqual(before.pValue);
        expect(now.low).toBeGreaterThanOrEqual(before.low);
        expect(now.high).toBeLessThanOrEqual(before.high);
      }
    }),
  );
});

test('an effect that turns round leaves no ratio that fits all days', () => {
  const daily: Pair[] = [...Array(30).fill([5, 20]), ...Array(60).fill([20, 5])];
  expect(runningConversions(daily, [1, 1]).at(-1)?.empty).toBe(true);
});

test('looked at after every one of 60 days, equal arms are told apart in under 5 % of 200 tests', () => {
  const draw = stream(7);
  let wrong = 0;
  for (let run = 0; run < 200; run++) {
    const daily = Array.from({ length: 60 }, (): Pair => {
      const treatment = Array.from({ length: 6 }, draw).filter((value) => value < 0.5).length;
      return [6 - treatment, treatment];
    });
    if ((runningConversions(daily, [1, 1]).at(-1)?.pValue ?? 0) < 0.05) wrong += 1;
  }
  expect(wrong).toBeLessThan(10);
});

test('counts and weights that make no sense are refused', () => {
  expect(() => conversionTest([1, -1], [1, 1])).toThrow('counts[1]: -1 is not a count');
  expect(() => conversionTest([1, 1, 1], [1, 1])).toThrow('counts: 3 values where there are 2 groups');
  expect(() => conversionTest([1, 1], [1, 0])).toThrow('allocation[1]: 0 is not a positive number');
  expect(() => runningConversions([], [1, 1])).toThrow('daily: 0 days given');
});
