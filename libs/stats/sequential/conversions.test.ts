import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  conversionTest,
  conversionTestOverRegimes,
  oneSidedConversionTest,
  rateRatioLowerBound,
} from './conversion-test.ts';
import {
  type Pair,
  rateRatioOverRegimes,
  rateRatioSequence,
  rateRatioSequences,
} from './rate-ratio-sequence.ts';
import { runningConversions, runningRegimes } from './running-conversions.ts';

/** A repeatable stream of numbers in [0, 1): simulations must not change from run to run. */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

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

test('regimes with the same allocation that are one day each give less evidence than one regime, never more than their sum says', () => {
  const whole = conversionTest([120, 180], [1, 1]).logBayesFactor;
  const parts = conversionTestOverRegimes([
    { allocation: [1, 1], conversions: [60, 90] },
    { allocation: [2, 2], conversions: [60, 90] },
  ]).logBayesFactor;
  expect(parts).toBeLessThan(whole);
  expect(parts).toBeGreaterThan(conversionTest([60, 90], [1, 1]).logBayesFactor);
});

test('an allocation that changed does not pass for an effect when the regimes are kept apart', () => {
  // The same rate in both arms: 2 % on few units of treatment, then 4 % on many.
  const early: Pair = [1800, 200];
  const late: Pair = [200, 1800];
  const together = conversionTest([early[0] + late[0], early[1] + late[1]], [9, 1]);
  const apart = conversionTestOverRegimes([
    { allocation: [9, 1], conversions: early },
    { allocation: [1, 9], conversions: late },
  ]);
  expect(together.pValue).toBeLessThan(0.001);
  expect(apart.pValue).toBe(1);
});

test('over regimes, too, the interval leaves out "no effect" exactly when p is under alpha', () => {
  fc.assert(
    fc.property(pair, pair, weights, weights, (one, two, first, second) => {
      const regimes = [
        { allocation: first, conversions: one },
        { allocation: second, conversions: two },
      ];
      const { pValue } = conversionTestOverRegimes(regimes);
      fc.pre(Math.abs(pValue - 0.05) > 1e-9);
      const { low, high } = rateRatioOverRegimes(regimes, { alpha: 0.05 });
      expect(low > 0 || high < 0 || low > high).toBe(pValue < 0.05);
    }),
  );
});

test('running over two regimes starts as over the first and has an answer a day', () => {
  const first = {
    allocation: [9, 1] as Pair,
    daily: [
      [18, 3],
      [20, 2],
    ] as Pair[],
  };
  const second = {
    allocation: [1, 1] as Pair,
    daily: [
      [10, 15],
      [11, 13],
      [9, 16],
    ] as Pair[],
  };
  const running = runningRegimes([first, second]);
  expect(running).toHaveLength(5);
  expect(running.slice(0, 2)).toEqual(runningConversions(first.daily, first.allocation));
});

test('with two arms the joint intervals are the interval; with more they are wider than each pair alone', () => {
  fc.assert(
    fc.property(pair, weights, fc.nat({ max: 100_000 }), (counts, allocation, third) => {
      const alone = rateRatioSequence(counts, allocation);
      const [joint] = rateRatioSequences(counts, allocation);
      if (Number.isFinite(alone.low)) expect(joint?.low).toBeCloseTo(alone.low, 8);
      else expect(joint?.low).toBe(alone.low);
      const three = rateRatioSequences([...counts, third], [...allocation, 0.5]);
      expect(three).toHaveLength(2);
      for (const { low, high } of three) expect(low).toBeLessThanOrEqual(high);
    }),
  );
  const wide = rateRatioSequences([300, 420, 330], [1, 1, 1])[0];
  const narrow = rateRatioSequence([300, 420], [1, 1]);
  expect(wide?.low).toBeLessThan(narrow.low);
});

test('the ends of a joint interval are where the best fitting shares just pass the limit', () => {
  const [counts, allocation] = [
    [300, 420, 330],
    [2, 1, 1],
  ] as const;
  const shares = [0.5, 0.25, 0.25] as const;
  const limit = conversionTest(counts, allocation).logBayesFactor + Math.log(0.05);
  const likelihood = (d: number, third: number): number => {
    const odds = (shares[1] / shares[0]) * Math.exp(d);
    const thetas = [(1 - third) / (1 + odds), ((1 - third) * odds) / (1 + odds), third];
    return thetas.reduce((sum, theta, i) => sum + (counts[i] ?? 0) * Math.log(theta / (shares[i] ?? 1)), 0);
  };
  const interval = rateRatioSequences(counts, allocation)[0] ?? { low: 0, high: 0 };
  for (const d of [interval.low, interval.high]) {
    const best = Math.max(...Array.from({ length: 9999 }, (_, i) => likelihood(d, (i + 1) / 10_000)));
    expect(best).toBeCloseTo(limit, 3);
  }
});

test('the joint intervals leave out "no effect" in some pair only when the joint test does', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 2000 }), { minLength: 3, maxLength: 5 }), (counts) => {
      const allocation = counts.map(() => 1);
      const excluded = rateRatioSequences(counts, allocation).some(({ low, high }) => low > 0 || high < 0);
      if (excluded) expect(conversionTest(counts, allocation).pValue).toBeLessThanOrEqual(0.05);
    }),
  );
});

test('one-sided: a right guess of the direction about halves p, a wrong one gives none', () => {
  const both = conversionTest([300, 420], [1, 1]).pValue;
  expect(oneSidedConversionTest([300, 420], [1, 1]).pValue).toBeCloseTo(both / 2, 4);
  expect(oneSidedConversionTest([300, 420], [1, 1], { alternative: 'less' }).pValue).toBe(1);
  expect(oneSidedConversionTest([420, 300], [1, 1], { alternative: 'less' }).pValue).toBe(
    oneSidedConversionTest([300, 420], [1, 1]).pValue,
  );
});

test('the one-sided bound lies under the observed ratio and above zero exactly when the one-sided p is under alpha', () => {
  fc.assert(
    fc.property(pair, weights, (counts, allocation) => {
      const bound = rateRatioLowerBound(counts, allocation);
      const { pValue } = oneSidedConversionTest(counts, allocation);
      fc.pre(Math.abs(pValue - 0.05) > 1e-9);
      expect(bound > 0).toBe(pValue < 0.05);
      const ratio = Math.log(counts[1] / allocation[1] / (counts[0] / allocation[0]));
      if (counts[0] > 0 && counts[1] > 0) expect(bound).toBeLessThanOrEqual(ratio);
    }),
    { numRuns: 60 },
  );
  expect(rateRatioLowerBound([5, 0], [1, 1])).toBe(Number.NEGATIVE_INFINITY);
  expect(Number.isFinite(rateRatioLowerBound([0, 50], [1, 1]))).toBe(true);
});
