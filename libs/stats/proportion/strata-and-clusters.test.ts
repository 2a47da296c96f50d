import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clusteredRate, clusteredRateDifference } from './clustered-rate.ts';
import { pooledZ } from './pooled-z.ts';
import { stratified } from './stratified.ts';
import { swapArms, type TwoRates } from './two-rates.ts';
import { woolf } from './woolf.ts';

const arm = fc
  .tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }))
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));
const stratum: fc.Arbitrary<TwoRates> = fc.record({ control: arm, treatment: arm });

test('one stratum: the odds ratio and interval of Woolf, and the pooled z times (N - 1) / N', () => {
  fc.assert(
    fc.property(stratum, (rates) => {
      const { oddsRatio, chiSquare } = stratified([rates]);
      const one = woolf(rates);
      expect((oddsRatio.value ?? 0) / (one.value ?? 0)).toBeCloseTo(1, 10);
      expect((oddsRatio.low ?? 0) / (one.low ?? 0)).toBeCloseTo(1, 9);
      const all = rates.control.trials + rates.treatment.trials;
      expect(chiSquare).toBeCloseTo((pooledZ(rates).z ** 2 * (all - 1)) / all, 8);
    }),
  );
});

test('strata in another order, or with an empty one among them, give the same; swapped arms the inverse', () => {
  fc.assert(
    fc.property(fc.array(stratum, { minLength: 2, maxLength: 5 }), (strata) => {
      const here = stratified(strata);
      const empty: TwoRates = {
        control: { successes: 0, trials: 0 },
        treatment: { successes: 1, trials: 4 },
      };
      const there = stratified([...strata].reverse().concat(empty));
      expect(there.oddsRatio.value).toBeCloseTo(here.oddsRatio.value ?? 0, 9);
      expect(there.pValue).toBeCloseTo(here.pValue, 9);
      const swapped = stratified(strata.map(swapArms));
      expect((swapped.oddsRatio.value ?? 0) * (here.oddsRatio.value ?? 0)).toBeCloseTo(1, 9);
      expect((swapped.oddsRatio.low ?? 0) * (here.oddsRatio.high ?? 0)).toBeCloseTo(1, 9);
    }),
  );
});

test('strata without a success say nothing, and an arm that is empty everywhere is refused', () => {
  const none = { control: { successes: 0, trials: 9 }, treatment: { successes: 0, trials: 9 } };
  expect(stratified([none])).toEqual({
    oddsRatio: { value: null, low: null, high: null },
    chiSquare: 0,
    pValue: 1,
  });
  const empty = { control: { successes: 0, trials: 0 }, treatment: { successes: 1, trials: 9 } };
  expect(() => stratified([empty])).toThrow('strata: the control has no trials in any stratum');
  expect(() => stratified([])).toThrow('strata: 0 strata given');
});

test('clusters of one trial: the variance of independent trials, times k / (k - 1)', () => {
  const clusters = Array.from({ length: 40 }, (_, i) => ({ successes: i < 10 ? 1 : 0, trials: 1 }));
  const rate = clusteredRate(clusters);
  if (rate.kind !== 'estimate') throw new Error('an estimate was due');
  expect(rate.value).toBe(0.25);
  expect(rate.designEffect).toBeCloseTo(40 / 39, 12);
});

test('accounts that answer as one have their size as design effect', () => {
  const clusters = Array.from({ length: 400 }, (_, i) => ({ successes: i < 100 ? 10 : 0, trials: 10 }));
  const rate = clusteredRate(clusters);
  expect(rate.kind === 'estimate' ? rate.designEffect : null).toBeCloseTo((10 * 400) / 399, 10);
});

test('the difference of two sets of accounts turns with the arms; too few accounts are an answer', () => {
  const control = [
    { successes: 3, trials: 10 },
    { successes: 0, trials: 8 },
    { successes: 1, trials: 12 },
  ];
  const treatment = [
    { successes: 4, trials: 9 },
    { successes: 2, trials: 14 },
  ];
  const here = clusteredRateDifference({ control, treatment });
  const there = clusteredRateDifference({ control: treatment, treatment: control });
  if (here.kind !== 'estimate' || there.kind !== 'estimate') throw new Error('an estimate was due');
  expect(there.value).toBeCloseTo(-here.value, 12);
  expect(there.low).toBeCloseTo(-here.high, 12);
  expect(clusteredRateDifference({ control, treatment: [] })).toEqual({ kind: 'not-enough-data', needed: 2 });
  expect(clusteredRate([{ successes: 1, trials: 3 }])).toEqual({ kind: 'not-enough-data', needed: 1 });
  expect(() => clusteredRate([{ successes: 4, trials: 3 }])).toThrow(
    'clusters[0].successes: 4 successes in 3',
  );
});
