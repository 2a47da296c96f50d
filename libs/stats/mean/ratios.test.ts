import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clusteredMean, clusteredMeanDifference } from './clustered-mean.ts';
import { cupedDifference, cupedLift, cupedSums } from './cuped.ts';
import { cupedRatioDifference, cupedRatioLift, cupedRatioSums } from './cuped-ratio.ts';
import { deltaLift } from './mean-lift.ts';
import { summarizeSample } from './mean-summary.ts';
import { compareMoney, moneyPerEnrollment } from './money-per-enrollment.ts';
import { ratioDifference, ratioLift, ratioMetric, ratioSums } from './ratio-metric.ts';
import { welch } from './welch.ts';

const contact = fc.tuple(fc.nat({ max: 9 }), fc.integer({ min: 1, max: 9 }));
const contacts = fc.array(contact, { minLength: 3, maxLength: 40 });
const numerators = (list: readonly (readonly [number, number])[]): number[] => list.map(([top]) => top);
const denominators = (list: readonly (readonly [number, number])[]): number[] =>
  list.map(([, bottom]) => bottom);
const sumsOf = (list: readonly (readonly [number, number])[]) =>
  ratioSums(numerators(list), denominators(list));

describe('a ratio of sums', () => {
  test('has the standard error of its residuals, whatever the order of contacts', () => {
    fc.assert(
      fc.property(contacts, (list) => {
        const { estimate, standardError } = ratioMetric(sumsOf(list));
        const n = list.length;
        const size = denominators(list).reduce((sum, value) => sum + value, 0);
        const squares = list.reduce((sum, [top, bottom]) => sum + (top - (estimate ?? 0) * bottom) ** 2, 0);
        expect(standardError ?? 0).toBeCloseTo(Math.sqrt((n / (n - 1)) * squares) / size, 9);
        expect(ratioMetric(sumsOf([...list].reverse())).estimate).toBe(estimate);
      }),
    );
  });

  test('has no error where every contact has the same ratio', () => {
    const { standardError, variancePerUnit } = ratioMetric(ratioSums([6, 3, 3], [4, 2, 2]));
    expect([standardError, variancePerUnit]).toEqual([null, 0]);
  });

  test('over denominators of one is the mean', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 }), { minLength: 2, maxLength: 30 }), (list) => {
        const { mean, variance, n } = summarizeSample(list);
        const { estimate, variancePerUnit, degreesOfFreedom } = ratioMetric(
          ratioSums(
            list,
            list.map(() => 1),
          ),
        );
        expect(estimate).toBeCloseTo(mean, 12);
        expect(variancePerUnit).toBeCloseTo(variance, 9);
        expect(degreesOfFreedom === null || degreesOfFreedom === n - 1).toBe(true);
      }),
    );
  });

  test('without a denominator is null, in comparisons too', () => {
    const none = ratioSums([0, 0], [0, 0]);
    const some = ratioSums([1, 2], [3, 5]);
    expect(ratioMetric(none).estimate).toBeNull();
    expect(ratioDifference({ control: none, treatment: some }).estimate).toBeNull();
    expect(ratioLift({ control: some, treatment: none }).pValue).toBeNull();
  });

  test('names what is wrong', () => {
    expect(() => ratioSums([1], [1, 2])).toThrow('denominator: 2 values where there are 1 groups');
    const sums = ratioSums([1, 2], [3, 5]);
    expect(() => ratioMetric({ ...sums, n: -1 })).toThrow('n: -1 is not a count');
    const wrong = { ...sums, sumOfProducts: Number.NaN };
    expect(() => ratioDifference({ control: sums, treatment: wrong })).toThrow('treatment.sumOfProducts');
  });
});

describe('clustered means', () => {
  const clustersOf = (list: readonly (readonly [number, number])[]) => {
    const { n, numerator, denominator, sumOfProducts } = sumsOf(list);
    return { clusters: n, total: numerator, size: denominator, totalTimesSize: sumOfProducts };
  };

  test('of clusters of one contact are plain means, with a design effect of one', () => {
    const list = [0, 1, 0, 0, 1, 1, 0, 1];
    const sums = clustersOf(list.map((value) => [value, 1] as const));
    const { estimate, designEffect, effectiveSize } = clusteredMean({ ...sums, sumOfSquares: 4 });
    expect(estimate).toBe(0.5);
    expect(designEffect).toBeCloseTo(1, 12);
    expect(effectiveSize).toBeCloseTo(8, 10);
  });

  test('of identical contacts within clusters of m have a design effect near m', () => {
    const sums = clustersOf(Array.from({ length: 200 }, (_, i) => [i % 2 ? 10 : 0, 10] as const));
    expect(clusteredMean({ ...sums, sumOfSquares: 1000 }).designEffect).toBeCloseTo(10.04, 1);
  });

  test('turn the sign when the arms are swapped, and refuse clusters without contacts', () => {
    fc.assert(
      fc.property(contacts, contacts, (one, two) => {
        const arms = { control: clustersOf(one), treatment: clustersOf(two) };
        const there = clusteredMeanDifference(arms);
        const back = clusteredMeanDifference({ control: arms.treatment, treatment: arms.control });
        expect(back.estimate).toBeCloseTo(-(there.estimate ?? Number.NaN), 12);
        expect(back.pValue).toBe(there.pValue);
      }),
    );
    const sums = clustersOf([[1, 2]]);
    expect(() => clusteredMean({ ...sums, clusters: 5 })).toThrow('size.sum: 2 contacts in 5 clusters');
    expect(() => clusteredMean({ ...sums, clusters: 0 })).toThrow('clusters: there are no units');
  });
});

describe('CUPED', () => {
  const one = contacts.map((list) => cupedSums(numerators(list), denominators(list)));

  test('is the difference of outcomes less theta times the covariate', () => {
    fc.assert(
      fc.property(contacts, contacts, (control, treatment) => {
        const arms = {
          control: cupedSums(numerators(control), denominators(control)),
          treatment: cupedSums(numerators(treatment), denominators(treatment)),
        };
        const { theta, estimate, standardError } = cupedDifference(arms);
        const adjusted = (list: typeof control) => summarizeSample(list.map(([y, x]) => y - theta * x));
        const plain = welch({ control: adjusted(control), treatment: adjusted(treatment) });
        expect(estimate ?? 0).toBeCloseTo(plain.estimate ?? 0, 9);
        expect(standardError ?? 0).toBeCloseTo(plain.standardError ?? 0, 8);
      }),
    );
  });

  test('with a covariate that never varies changes nothing', () => {
    fc.assert(
      fc.property(contacts, contacts, (control, treatment) => {
        const flat = (list: typeof control) =>
          cupedSums(
            numerators(list),
            list.map(() => 3),
          );
        const pair = {
          control: summarizeSample(numerators(control)),
          treatment: summarizeSample(numerators(treatment)),
        };
        const arms = { control: flat(control), treatment: flat(treatment) };
        expect(cupedDifference(arms).theta).toBe(0);
        expect(cupedDifference(arms).pValue ?? 1).toBeCloseTo(welch(pair).pValue ?? 1, 9);
        expect(cupedLift(arms).standardError ?? 0).toBeCloseTo(deltaLift(pair).standardError ?? 0, 9);
      }),
    );
  });

  test('has one theta, whichever arm is the control', () => {
    fc.assert(
      fc.property(one, one, (control, treatment) => {
        const there = cupedDifference({ control, treatment });
        const back = cupedDifference({ control: treatment, treatment: control });
        expect(back.theta).toBeCloseTo(there.theta, 9);
        expect(back.estimate ?? 0).toBeCloseTo(-(there.estimate ?? 0), 9);
      }),
    );
  });

  test('for ratios with nothing before is the ratio itself', () => {
    fc.assert(
      fc.property(contacts, contacts, (control, treatment) => {
        const sums = (list: typeof control) =>
          cupedRatioSums({
            numerator: numerators(list),
            denominator: denominators(list),
            numeratorBefore: list.map(() => 0),
            denominatorBefore: list.map(() => 0),
          });
        const pair = { control: sumsOf(control), treatment: sumsOf(treatment) };
        const arms = { control: sums(control), treatment: sums(treatment) };
        expect(cupedRatioDifference(arms).estimate).toBeCloseTo(
          ratioDifference(pair).estimate ?? Number.NaN,
          12,
        );
        expect(cupedRatioDifference(arms).standardError ?? 0).toBeCloseTo(
          ratioDifference(pair).standardError ?? 0,
          9,
        );
        expect(cupedRatioLift(arms).standardError ?? 0).toBeCloseTo(ratioLift(pair).standardError ?? 0, 8);
      }),
    );
  });

  test('for ratios over denominators of one is CUPED for means', () => {
    fc.assert(
      fc.property(contacts, contacts, (control, treatment) => {
        const sums = (list: typeof control) => {
          const ones = list.map(() => 1);
          return cupedRatioSums({
            numerator: numerators(list),
            denominator: ones,
            numeratorBefore: denominators(list),
            denominatorBefore: ones,
          });
        };
        const ratio = cupedRatioDifference({ control: sums(control), treatment: sums(treatment) });
        const shift = (list: typeof control) => list.map(([y, x]) => y - ratio.theta * x);
        const plain = welch({
          control: summarizeSample(shift(control)),
          treatment: summarizeSample(shift(treatment)),
        });
        expect(ratio.estimate ?? 0).toBeCloseTo(plain.estimate ?? 0, 8);
        expect(ratio.standardError ?? 0).toBeCloseTo(plain.standardError ?? 0, 7);
      }),
    );
  });
});

describe('money per enrollment', () => {
  const spend = fc.array(fc.nat({ max: 300 }), { minLength: 2, maxLength: 60 });
  const moneyOf = (list: readonly number[]) => ({
    enrollments: list.length,
    buyers: list.filter((value) => value > 0).length,
    sum: list.reduce((total, value) => total + value, 0),
    sumOfSquares: list.reduce((total, value) => total + value * value, 0),
  });

  test('is the rate of buyers times the mean per buyer', () => {
    fc.assert(
      fc.property(spend, (list) => {
        const { perEnrollment, buyRate, perBuyer } = moneyPerEnrollment(moneyOf(list));
        expect(buyRate.value * (perBuyer.estimate ?? 0)).toBeCloseTo(perEnrollment.estimate ?? Number.NaN, 9);
      }),
    );
  });

  test('without a buyer is zero, and names buyers that cannot be', () => {
    const none = moneyOf([0, 0, 0]);
    expect(moneyPerEnrollment(none).perEnrollment.estimate).toBe(0);
    expect(moneyPerEnrollment(none).perBuyer.estimate).toBeNull();
    const some = moneyOf([0, 10, 20]);
    expect(compareMoney({ control: none, treatment: some }).lift.estimate).toBeNull();
    expect(() => moneyPerEnrollment({ ...some, buyers: 4 })).toThrow('buyers: 4 buyers among 3 enrollments');
    expect(() => compareMoney({ control: some, treatment: { ...some, buyers: 0 } })).toThrow(
      'treatment.buyers',
    );
  });
});
