import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TwoRates } from '../proportion/two-rates.ts';
import { bestRate } from './best-rate.ts';
import { comparePosteriors } from './compare-posteriors.ts';
import { effectQuantiles } from './effect-quantiles.ts';
import { practicalEquivalence, probabilityAbove } from './practical-equivalence.ts';
import { rateInterval } from './rate-interval.ts';

const count = fc
  .tuple(fc.nat({ max: 200 }), fc.nat({ max: 4000 }))
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));
const rates: fc.Arbitrary<TwoRates> = fc.record({ control: count, treatment: count });
const scales = ['difference', 'lift'] as const;
const swap = ({ control, treatment }: TwoRates): TwoRates => ({ control: treatment, treatment: control });

test('chance and losses agree with the K-arm read-out, and their difference is that of the means', () => {
  fc.assert(
    fc.property(rates, (given) => {
      const { probability, expectedLoss } = comparePosteriors(given);
      const best = bestRate([given.control, given.treatment]);
      expect(probability).toBeCloseTo(best.probabilities[1] ?? 0, 11);
      expect(expectedLoss.control).toBeCloseTo(best.expectedLoss[0] ?? 0, 11);
      expect(expectedLoss.treatment).toBeCloseTo(best.expectedLoss[1] ?? 0, 11);
      const [one = 0, two = 0] = best.means;
      expect(expectedLoss.control - expectedLoss.treatment).toBeCloseTo(two - one, 11);
    }),
  );
});

test('the interval contains the median; swapping the arms turns everything round', () => {
  fc.assert(
    fc.property(rates, (given) => {
      for (const scale of scales) {
        const forth = comparePosteriors(given, { scale });
        const back = comparePosteriors(swap(given), { scale });
        expect(forth.low).toBeLessThan(forth.median);
        expect(forth.high).toBeGreaterThan(forth.median);
        expect(back.probability).toBeCloseTo(1 - forth.probability, 11);
        expect(back.expectedLoss.control).toBeCloseTo(forth.expectedLoss.treatment, 11);
        const turned = scale === 'lift' ? 1 / (1 + forth.high) - 1 : -forth.high;
        expect(back.low).toBeCloseTo(turned, 9);
      }
    }),
    { numRuns: 60 },
  );
});

test('what lies under a quantile has its probability', () => {
  const p = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(rates, p, (given, probability) => {
      const [lift = 0] = effectQuantiles(given, [probability]);
      // A lift near -1 has few digits left for the ratio itself.
      expect(probabilityAbove(given, { lift })).toBeCloseTo(1 - probability, 7);
      const [difference = 0] = effectQuantiles(given, [probability], { scale: 'difference' });
      expect(probabilityAbove(given, { difference })).toBeCloseTo(1 - probability, 10);
    }),
    { numRuns: 60 },
  );
});

test('the shortest interval has its probability and is no longer than the one with equal tails', () => {
  fc.assert(
    fc.property(rates, (given) => {
      for (const scale of scales) {
        const equal = comparePosteriors(given, { scale, level: 0.9 });
        const short = comparePosteriors(given, { scale, level: 0.9, kind: 'highest-density' });
        expect(short.high - short.low).toBeLessThanOrEqual((equal.high - equal.low) * (1 + 1e-7));
        const above = (value: number) =>
          probabilityAbove(given, scale === 'lift' ? { lift: value } : { difference: value });
        expect(above(short.low) - above(short.high)).toBeCloseTo(0.9, 8);
      }
    }),
    { numRuns: 15 },
  );
});

test('no counts, none and all of them give finite, honest answers', () => {
  for (const [successes, trials] of [
    [0, 0],
    [0, 40],
    [40, 40],
    [3, 7],
  ] as const) {
    for (const other of [
      [0, 0],
      [0, 40],
      [40, 40],
      [1_000_000, 1_000_000],
    ] as const) {
      const given = { control: { successes, trials }, treatment: { successes: other[0], trials: other[1] } };
      for (const scale of scales) {
        for (const kind of ['equal-tail', 'highest-density'] as const) {
          const { probability, expectedLoss, low, high, median } = comparePosteriors(given, { scale, kind });
          for (const value of [
            probability,
            expectedLoss.control,
            expectedLoss.treatment,
            low,
            high,
            median,
          ]) {
            expect(Number.isFinite(value)).toBe(true);
          }
          expect(low).toBeLessThanOrEqual(high);
        }
      }
    }
  }
});

test('counts in the hundreds of millions keep their digits', () => {
  const control = { successes: 30_000_000, trials: 1_000_000_000 };
  const treatment = { successes: 30_010_000, trials: 1_000_000_000 };
  const { probability } = comparePosteriors({ control, treatment });
  // z = 10,000 / √(60,010,000 · 0.97) to first order: P = Φ(1.3107)
  expect(probability).toBeCloseTo(0.905, 3);
  const { low, high } = comparePosteriors({ control, treatment: control }, { scale: 'difference' });
  expect((low + high) / (high - low)).toBeCloseTo(0, 7);
});

test('more certainty about no difference with more data, and the three parts of practical equivalence are everything', () => {
  const at = (trials: number) =>
    practicalEquivalence(
      { control: { successes: trials / 50, trials }, treatment: { successes: trials / 50, trials } },
      { ratio: 1.2 },
    );
  expect(at(100).inside).toBeLessThan(at(1000).inside);
  expect(at(50_000).inside).toBeGreaterThan(0.999);
  fc.assert(
    fc.property(rates, (given) => {
      for (const region of [{ ratio: 1.2 }, { difference: 0.005 }]) {
        const { below, inside, above } = practicalEquivalence(given, region);
        expect(below + inside + above).toBeCloseTo(1, 10);
        expect(inside).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 40 },
  );
});

test('a rate’s interval starts at 0 without a success, ends at 1 without a failure, and is mirrored with its counts', () => {
  expect(rateInterval({ successes: 0, trials: 40 }, { kind: 'highest-density' }).low).toBe(0);
  expect(rateInterval({ successes: 40, trials: 40 }, { kind: 'highest-density' }).high).toBe(1);
  fc.assert(
    fc.property(count, ({ successes, trials }) => {
      for (const kind of ['equal-tail', 'highest-density'] as const) {
        const { mean, low, high } = rateInterval({ successes, trials }, { kind });
        expect(low).toBeLessThan(mean);
        expect(high).toBeGreaterThan(mean);
        const mirrored = rateInterval({ successes: trials - successes, trials }, { kind });
        expect(mirrored.low).toBeCloseTo(1 - high, 9);
      }
    }),
    { numRuns: 60 },
  );
});

test('what makes no sense is refused with the field', () => {
  const control = { successes: 2, trials: 10 };
  expect(() => comparePosteriors({ control, treatment: { successes: 11, trials: 10 } })).toThrow(
    'treatment.successes: 11 successes in 10 trials',
  );
  expect(() => comparePosteriors({ control, treatment: control }, { level: 1 })).toThrow('level: 1 is not');
  expect(() => practicalEquivalence({ control, treatment: control }, { ratio: 0.8 })).toThrow('region.ratio');
  expect(() => effectQuantiles({ control, treatment: control }, [0.5, 1])).toThrow('probabilities[1]');
});
