import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { studentTQuantile } from '../special/student-t.ts';
import { deltaLift, fiellerLift } from './mean-lift.ts';
import { summarizeSample, summarizeSums, type TwoMeans } from './mean-summary.ts';
import { postStratified } from './post-stratified.ts';
import { studentT, welch } from './welch.ts';

const arm = fc.record({
  n: fc.integer({ min: 2, max: 5000 }),
  mean: fc.double({ min: 0.01, max: 100, noNaN: true }),
  variance: fc.double({ min: 0.001, max: 1000, noNaN: true }),
});
const arms: fc.Arbitrary<TwoMeans> = fc.record({ control: arm, treatment: arm });
const swapped = ({ control, treatment }: TwoMeans): TwoMeans => ({ control: treatment, treatment: control });
const values = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 30 });

describe('a difference of means', () => {
  test('lies in its interval, and swapping the arms turns the sign', () => {
    fc.assert(
      fc.property(arms, (pair) => {
        for (const compare of [welch, studentT]) {
          const { estimate, low, high, pValue } = compare(pair);
          expect(low).toBeLessThan(estimate ?? Number.NaN);
          expect(high).toBeGreaterThan(estimate ?? Number.NaN);
          const other = compare(swapped(pair));
          expect(other.estimate).toBe(0 - (estimate ?? Number.NaN));
          expect(other.low).toBeCloseTo(-(high ?? Number.NaN), 9);
          expect(other.pValue).toBe(pValue);
        }
      }),
    );
  });

  test('excludes zero exactly where p is under 1 - level, one-sided too', () => {
    fc.assert(
      fc.property(arms, fc.constantFrom('two-sided', 'greater', 'less'), (pair, alternative) => {
        const { low, high, pValue } = welch(pair, { level: 0.9, alternative } as const);
        fc.pre(Math.abs((pValue ?? 0) - 0.1) > 1e-9);
        expect((low ?? 0) > 0 || (high ?? 0) < 0).toBe((pValue ?? 1) < 0.1);
      }),
    );
  });

  test('is narrower with more units, and less sure at a higher level', () => {
    fc.assert(
      fc.property(arms, ({ control, treatment }) => {
        const width = (factor: number, level: number): number => {
          const more = { ...treatment, n: treatment.n * factor };
          const { low, high } = welch(
            { control: { ...control, n: control.n * factor }, treatment: more },
            { level },
          );
          return (high ?? Number.NaN) - (low ?? Number.NaN);
        };
        expect(width(2, 0.95)).toBeLessThan(width(1, 0.95));
        expect(width(1, 0.99)).toBeGreaterThan(width(1, 0.95));
      }),
    );
  });

  test('of arms in which nothing varies, or of one unit, is known but not its error', () => {
    const one = { n: 1, mean: 3, variance: 0 };
    const still = { n: 20, mean: 5, variance: 0 };
    for (const control of [one, still]) {
      const { estimate, ...rest } = welch({ control, treatment: still });
      expect(estimate).toBe(5 - control.mean);
      expect(new Set(Object.values(rest))).toEqual(new Set([null]));
    }
    expect(welch({ control: still, treatment: { n: 5, mean: 6, variance: 2 } }).degreesOfFreedom).toBe(4);
  });
});

describe('a summary', () => {
  test('from values and from their sums agree, in any order', () => {
    fc.assert(
      fc.property(values, (list) => {
        const summary = summarizeSample(list);
        const sum = list.reduce((total, value) => total + value, 0);
        const sumOfSquares = list.reduce((total, value) => total + value * value, 0);
        const other = summarizeSums({ n: list.length, sum, sumOfSquares });
        expect(other.mean).toBeCloseTo(summary.mean, 9);
        expect(Math.abs(other.variance - summary.variance)).toBeLessThan(1e-9 * (1 + sumOfSquares));
        const reversed = summarizeSample([...list].reverse());
        expect(reversed.mean).toBeCloseTo(summary.mean, 12);
        expect(reversed.variance).toBeCloseTo(summary.variance, 9);
      }),
    );
  });

  test('keeps the variance of values with a large mean', () => {
    expect(summarizeSample([1e9 + 1, 1e9 + 2, 1e9 + 3]).variance).toBeCloseTo(1, 9);
  });

  test('names what is wrong', () => {
    expect(() => summarizeSample([])).toThrow('values: there are no units');
    expect(() => summarizeSample([1, Number.NaN])).toThrow('values[1]: NaN is not a finite number');
    expect(() => summarizeSums({ n: 2, sum: 10, sumOfSquares: 3 })).toThrow(
      'sumOfSquares: 3 is less than sum² / n',
    );
    const fine = { n: 3, mean: 1, variance: 1 };
    expect(() => welch({ control: fine, treatment: { ...fine, n: 2.5 } })).toThrow(
      'treatment.n: 2.5 is not a count',
    );
    expect(() => welch({ control: { ...fine, variance: -1 }, treatment: fine })).toThrow(
      'control.variance: -1 is below 0',
    );
    expect(() => welch({ control: fine, treatment: fine }, { level: 1 })).toThrow(
      'level: 1 is not between 0 and 1',
    );
  });
});

describe('a lift of means', () => {
  test('by Fieller ends where a t test of treatment - ratio · control just rejects', () => {
    fc.assert(
      fc.property(arms, ({ control, treatment }) => {
        const { low, high, estimate, bounded } = fiellerLift({ control, treatment });
        fc.pre(bounded && estimate !== null && low !== null && high !== null);
        expect(low).toBeLessThanOrEqual(estimate ?? Number.NaN);
        expect(high).toBeGreaterThanOrEqual(estimate ?? Number.NaN);
        const ratio = treatment.mean / control.mean;
        const v1 = control.variance / control.n;
        const v2 = treatment.variance / treatment.n;
        const parts = (ratio ** 2 * v1) ** 2 / (control.n - 1) + v2 ** 2 / (treatment.n - 1);
        const t = studentTQuantile(0.975, (ratio ** 2 * v1 + v2) ** 2 / parts);
        for (const end of [low ?? 0, high ?? 0]) {
          const r = 1 + end;
          const off = (treatment.mean - r * control.mean) ** 2;
          const allowed = t ** 2 * (v2 + r ** 2 * v1);
          expect(Math.abs(off - allowed)).toBeLessThan(1e-6 * (off + allowed + treatment.mean ** 2));
        }
      }),
    );
  });

  test('by Fieller has no ends where the control may be zero', () => {
    const control = { n: 10, mean: 0.5, variance: 4 };
    const lift = fiellerLift({ control, treatment: { n: 10, mean: 3, variance: 4 } });
    expect(lift).toEqual({ estimate: 5, low: -Infinity, high: Infinity, bounded: false });
  });

  test('by Fieller and by delta agree where the control is known well', () => {
    const pair = {
      control: { n: 1e6, mean: 5, variance: 9 },
      treatment: { n: 1e6, mean: 5.5, variance: 9 },
    };
    expect(fiellerLift(pair).low).toBeCloseTo(deltaLift(pair).low ?? Number.NaN, 5);
    expect(fiellerLift(pair).high).toBeCloseTo(deltaLift(pair).high ?? Number.NaN, 5);
  });

  test('is null over a control of zero, and mirrors where both means are negative', () => {
    const treatment = { n: 10, mean: 3, variance: 4 };
    expect(deltaLift({ control: { n: 10, mean: 0, variance: 1 }, treatment }).estimate).toBeNull();
    const negative = {
      control: { n: 50, mean: -4, variance: 1 },
      treatment: { n: 50, mean: -3, variance: 1 },
    };
    const { estimate, low, high } = fiellerLift(negative);
    expect(estimate).toBe(0.25);
    expect(low).toBeLessThan(0.25);
    expect(high).toBeGreaterThan(0.25);
  });
});

describe('post-stratification', () => {
  test('with one stratum is Welch, and does not depend on the order of strata', () => {
    fc.assert(
      fc.property(arms, arms, (one, two) => {
        expect(postStratified([one]).estimate).toBeCloseTo(welch(one).estimate ?? Number.NaN, 10);
        expect(postStratified([one]).pValue).toBeCloseTo(welch(one).pValue ?? Number.NaN, 10);
        const { estimate, standardError, weights, differences } = postStratified([one, two]);
        expect(postStratified([two, one]).standardError).toBeCloseTo(standardError ?? Number.NaN, 10);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(estimate).toBeCloseTo(
          differences.reduce((sum, difference, i) => sum + difference * (weights[i] ?? 0), 0),
          10,
        );
      }),
    );
  });

  test('removes an imbalance between the strata that a plain difference takes for an effect', () => {
    const low = { control: { n: 90, mean: 1, variance: 1 }, treatment: { n: 10, mean: 1, variance: 1 } };
    const high = { control: { n: 10, mean: 9, variance: 1 }, treatment: { n: 90, mean: 9, variance: 1 } };
    expect(postStratified([low, high]).estimate).toBe(0);
    expect(() => postStratified([low, { ...high, control: { n: 0, mean: 0, variance: 0 } }])).toThrow(
      'strata[1].control.n: there are no units',
    );
  });
});
