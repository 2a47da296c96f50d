import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pooledZ } from '../proportion/pooled-z.ts';
import { gaussLegendre } from '../quadrature/gauss-legendre.ts';
import { normalAverage } from '../quadrature/normal-average.ts';
import { allPairsCritical, allPairsSf } from '../special/all-pairs.ts';
import { dunnettCritical, dunnettSf } from '../special/dunnett.ts';
import { normalCdf, normalSf } from '../special/normal.ts';
import { normalQuantile } from '../special/normal-quantile.ts';
import { studentizedRangeQuantile, studentizedRangeSf } from '../special/studentized-range.ts';
import { againstControl } from './against-control.ts';
import { allPairs } from './all-pairs.ts';
import { comparisonsWithBest } from './comparisons-with-best.ts';
import { equalRates } from './equal-rates.ts';
import { rateEstimates } from './estimate.ts';
import { pairwiseRates } from './pairwise-rates.ts';
import { rateTrend } from './rate-trend.ts';

const arm = fc
  .tuple(fc.nat({ max: 500 }), fc.nat({ max: 500 }))
  .filter(([successes, failures]) => successes + failures > 0)
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));
const arms = fc.array(arm, { minLength: 2, maxLength: 6 });

test('two arms: chi-square and trend are the pooled z squared', () => {
  fc.assert(
    fc.property(arm, arm, (control, treatment) => {
      const { z, pValue } = pooledZ({ control, treatment });
      expect(equalRates([control, treatment]).chiSquare).toBeCloseTo(z ** 2, 8);
      expect(rateTrend([control, treatment]).pValue).toBeCloseTo(pValue, 9);
    }),
  );
});

test('K arms: the order does not matter to chi-square and G, and no answer is NaN', () => {
  fc.assert(
    fc.property(arms, (given) => {
      const here = equalRates(given);
      const there = equalRates([...given].reverse());
      expect(there.chiSquare).toBeCloseTo(here.chiSquare, 8);
      expect(there.g).toBeCloseTo(here.g, 8);
      for (const p of [here.pValue, here.gPValue, rateTrend(given).pValue]) {
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
      }
      for (const pair of pairwiseRates(given)) {
        expect(pair.holm).toBeGreaterThanOrEqual(pair.benjaminiHochberg);
        expect(pair.benjaminiHochberg).toBeGreaterThanOrEqual(pair.pValue);
      }
    }),
  );
});

test('a trend does not depend on the doses’ unit, and turns with their order', () => {
  const given = [
    { successes: 40, trials: 1000 },
    { successes: 52, trials: 900 },
    { successes: 61, trials: 1100 },
  ];
  const days = rateTrend(given, { doses: [1, 2, 5] });
  const hours = rateTrend(given, { doses: [24, 48, 120] });
  expect(hours.chiSquare).toBeCloseTo(days.chiSquare, 10);
  expect((hours.slope ?? 0) * 24).toBeCloseTo(days.slope ?? 0, 12);
  expect(rateTrend(given, { doses: [5, 2, 1] }).slope).toBeLessThan(0);
  expect(rateTrend(given, { doses: [3, 3, 3] })).toEqual({ slope: null, chiSquare: 0, pValue: 1 });
});

test('published critical values: Tukey, and Dunnett two-sided and one-sided with infinite degrees of freedom', () => {
  expect(studentizedRangeQuantile(0.95, 3)).toBeCloseTo(3.314, 3);
  expect(studentizedRangeQuantile(0.95, 10)).toBeCloseTo(4.474, 3);
  expect(studentizedRangeQuantile(0.99, 5)).toBeCloseTo(4.603, 3);
  const half = (count: number) => Array<number>(count).fill(Math.SQRT1_2);
  expect(dunnettCritical(0.05, half(2), 2)).toBeCloseTo(2.21, 2);
  expect(dunnettCritical(0.05, half(9), 2)).toBeCloseTo(2.69, 2);
  expect(dunnettCritical(0.05, half(2), 1)).toBeCloseTo(1.92, 2);
  expect(dunnettCritical(0.05, half(9), 1)).toBeCloseTo(2.42, 2);
});

test('the range of two is one difference; a Dunnett with one arm, or without a shared error, is what it must be', () => {
  for (const q of [0.5, 2, 5, 8]) {
    expect(studentizedRangeSf(q, 2) / (2 * normalSf(q / Math.SQRT2))).toBeCloseTo(1, 9);
    expect(dunnettSf(q, [0.7], 1) / normalSf(q)).toBeCloseTo(1, 9);
    expect(dunnettSf(q, [0, 0, 0], 1) / -Math.expm1(3 * Math.log1p(-normalSf(q)))).toBeCloseTo(1, 9);
  }
  expect(dunnettSf(2, [1 - 1e-12, 1 - 1e-12], 1) / normalSf(2)).toBeCloseTo(1, 5);
});

test('max-T for equal variances is Tukey’s exact value within 0.002, whatever the level and number', () => {
  for (const groups of [3, 6, 12]) {
    for (const tail of [0.05, 0.001]) {
      const exact = studentizedRangeQuantile(1 - tail, groups) / Math.SQRT2;
      expect(Math.abs(allPairsCritical(tail, Array<number>(groups).fill(3)) - exact)).toBeLessThan(0.002);
    }
  }
});

/** P(max |T| > c) of three groups, by integrating the second given the first, and the third between its bounds. */
function threeGroups(c: number, [v1, v2, v3]: readonly [number, number, number]): number {
  const rule = gaussLegendre(40);
  const [s1, s2, s3] = [Math.sqrt(v1), Math.sqrt(v2), Math.sqrt(v3)];
  const reach = (a: number, b: number) => c * Math.sqrt(a + b);
  const inside = normalAverage((z) => {
    const x1 = s1 * z;
    const half = reach(v1, v2);
    let sum = 0;
    for (const [from, to] of [
      [-1, 0],
      [0, 1],
    ] as const) {
      for (const [m, node] of rule.nodes.entries()) {
        const x2 = x1 + half * (from + ((to - from) * (1 + node)) / 2);
        const low = Math.max(x1 - reach(v1, v3), x2 - reach(v2, v3));
        const high = Math.min(x1 + reach(v1, v3), x2 + reach(v2, v3));
        const density = Math.exp(-0.5 * (x2 / s2) ** 2) / (s2 * Math.sqrt(2 * Math.PI));
        const third = Math.max(0, normalCdf(high / s3) - normalCdf(low / s3));
        sum += (rule.weights[m] ?? 0) * (half / 2) * density * third;
      }
    }
    return sum;
  });
  return 1 - inside;
}

test('max-T for unequal variances is what a double integral gives, within 0.002 of the critical value', () => {
  for (const variances of [
    [1, 2, 5],
    [1, 1, 30],
    [0.2, 1, 1],
    [1, 4, 0.1],
  ] as const) {
    const tail = 0.05;
    const critical = allPairsCritical(tail, variances);
    const density =
      (threeGroups(critical - 0.01, variances) - threeGroups(critical + 0.01, variances)) / 0.02;
    expect(Math.abs(threeGroups(critical, variances) - tail) / density).toBeLessThan(0.002);
  }
});

test('max-T lies between one comparison and Bonferroni, falls with c, and is the same each time', () => {
  const variances = [1, 0.5, 3, 0];
  const sf = allPairsSf(variances);
  expect(sf(2)).toBeGreaterThan(sf(2.5));
  expect(allPairsSf(variances)(2)).toBe(sf(2));
  const critical = allPairsCritical(0.05, variances);
  expect(critical).toBeGreaterThan(-normalQuantile(0.025));
  expect(critical).toBeLessThan(-normalQuantile(0.025 / 6) + 0.01);
});

test('all pairs: max-T is no wider than Tukey and Bonferroni, and every interval contains its difference', () => {
  fc.assert(
    fc.property(fc.array(arm, { minLength: 2, maxLength: 5 }), (given) => {
      const estimates = rateEstimates(given);
      const best = allPairs(estimates);
      const tukey = allPairs(estimates, { method: 'tukey' }).critical;
      expect(best.critical).toBeLessThanOrEqual(tukey + 0.002);
      expect(tukey).toBeLessThanOrEqual(allPairs(estimates, { method: 'bonferroni' }).critical + 1e-9);
      expect(best.pairs).toHaveLength((given.length * (given.length - 1)) / 2);
      for (const { value, low, high } of best.pairs) {
        expect(low).toBeLessThan(value);
        expect(high).toBeGreaterThan(value);
      }
    }),
    { numRuns: 15 },
  );
});

test('against a control: the critical value is under Bonferroni’s and over one comparison’s', () => {
  fc.assert(
    fc.property(fc.array(arm, { minLength: 3, maxLength: 6 }), (given) => {
      const [control, ...treatments] = rateEstimates(given);
      if (control === undefined) return;
      const { critical, differences } = againstControl(control, treatments);
      expect(critical).toBeGreaterThan(-normalQuantile(0.025));
      expect(critical).toBeLessThan(-normalQuantile(0.025 / treatments.length) + 1e-9);
      for (const { value, low, high } of differences) expect((low + high) / 2).toBeCloseTo(value, 12);
    }),
    { numRuns: 30 },
  );
});

test('with the best: the leader may be the best, bounds hold 0 where they must, and a clear loser is excluded', () => {
  fc.assert(
    fc.property(arms, (given) => {
      const compared = comparisonsWithBest(rateEstimates(given));
      const leader = Math.max(...given.map(({ successes, trials }) => successes / trials));
      for (const [k, { value, low, high, isPossiblyBest }] of compared.entries()) {
        const group = given[k];
        if (group === undefined) continue;
        expect(low).toBeLessThanOrEqual(0);
        expect(high).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(Math.min(value, 0));
        if (group.successes / group.trials === leader) expect(isPossiblyBest).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
  const clear = comparisonsWithBest(
    rateEstimates([
      { successes: 300, trials: 1000 },
      { successes: 100, trials: 1000 },
      { successes: 120, trials: 1000 },
    ]),
  );
  expect(clear.map(({ isPossiblyBest }) => isPossiblyBest)).toEqual([true, false, false]);
  expect(clear[0]?.low).toBe(0);
  expect(clear[1]?.high).toBe(0);
});

test('an arm without a success has a variance', () => {
  const [none] = rateEstimates([{ successes: 0, trials: 99 }]);
  expect(none).toEqual({ value: 0, variance: (0.005 * 0.995) / 99 });
  expect(rateEstimates([{ successes: 0, trials: 99 }], { variance: 'wald' })).toEqual([
    { value: 0, variance: 0 },
  ]);
});

test('too few groups and impossible estimates are refused by name', () => {
  expect(() => equalRates([{ successes: 1, trials: 2 }])).toThrow(
    'arms: 1 arms given. Give at least 2 arms.',
  );
  expect(() => allPairs([{ value: 0, variance: 1 }])).toThrow('estimates: 1 groups given');
  expect(() =>
    comparisonsWithBest([
      { value: 0, variance: 1 },
      { value: 0, variance: -1 },
    ]),
  ).toThrow('estimates[1].variance: it is -1');
  expect(() =>
    pairwiseRates([
      { successes: 1, trials: 2 },
      { successes: 0, trials: 0 },
    ]),
  ).toThrow('arms[1].trials: there are no trials');
  expect(() =>
    rateTrend(
      [
        { successes: 1, trials: 2 },
        { successes: 0, trials: 5 },
      ],
      { doses: [1] },
    ),
  ).toThrow('doses: 1 values where there are 2 groups');
});
