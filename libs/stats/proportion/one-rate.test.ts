import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { binomialTest } from './binomial-test.ts';
import { clopperPearson } from './clopper-pearson.ts';
import { jeffreys } from './jeffreys.ts';
import { midP } from './mid-p.ts';
import { agrestiCoull } from './wald.ts';
import { wilson } from './wilson.ts';

const counts = fc
  .tuple(fc.nat({ max: 50_000 }), fc.nat({ max: 50_000 }))
  .filter(([successes, failures]) => successes + failures > 0)
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));

function wilsonCorrected(successes: number, trials: number) {
  return wilson(successes, trials, { continuity: 0.5 });
}

for (const interval of [wilson, wilsonCorrected, jeffreys, clopperPearson, midP]) {
  test(`${interval.name} contains the rate, stays in [0, 1], and mirrors for failures`, () => {
    fc.assert(
      fc.property(counts, ({ successes, trials }) => {
        const { low, high } = interval(successes, trials);
        const rate = successes / trials;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(rate);
        expect(high).toBeGreaterThanOrEqual(rate);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThan(high);
        const mirrored = interval(trials - successes, trials);
        expect(mirrored.low).toBeCloseTo(1 - high, 10);
        expect(mirrored.high).toBeCloseTo(1 - low, 10);
      }),
    );
  });
}

test('every interval rises with the successes and widens with the level', () => {
  const all = [wilson, jeffreys, clopperPearson, midP, agrestiCoull];
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), fc.nat({ max: 298 }), (trials, some) => {
      const successes = Math.min(some, trials - 1);
      for (const interval of all) {
        const here = interval(successes, trials);
        const more = interval(successes + 1, trials);
        expect(more.low).toBeGreaterThanOrEqual(here.low);
        expect(more.high).toBeGreaterThanOrEqual(here.high);
        // Its centre moves with the level.
        if (interval === agrestiCoull) continue;
        const wider = interval(successes, trials, { level: 0.99 });
        expect(wider.low).toBeLessThanOrEqual(here.low);
        expect(wider.high).toBeGreaterThanOrEqual(here.high);
      }
    }),
  );
});

/** P(X = k) for all k, by the recurrence, without a special function. */
function binomial(trials: number, rate: number): number[] {
  const pmf = [(1 - rate) ** trials];
  for (let k = 0; k < trials; k++) {
    pmf.push(((pmf[k] ?? 0) * (trials - k) * rate) / ((k + 1) * (1 - rate)));
  }
  return pmf;
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

test('an exact interval ends where the tail of an enumerated binomial is half of 1 - level', () => {
  for (const [successes, trials] of [
    [3, 40],
    [1, 29],
    [38, 40],
    [20, 40],
  ] as const) {
    const exact = clopperPearson(successes, trials, { level: 0.9 });
    expect(sumOf(binomial(trials, exact.low).slice(successes))).toBeCloseTo(0.05, 12);
    expect(sumOf(binomial(trials, exact.high).slice(0, successes + 1))).toBeCloseTo(0.05, 12);
    const half = midP(successes, trials, { level: 0.9 });
    const atLow = binomial(trials, half.low);
    expect(sumOf(atLow.slice(successes)) - (atLow[successes] ?? 0) / 2).toBeCloseTo(0.05, 12);
    const atHigh = binomial(trials, half.high);
    expect(sumOf(atHigh.slice(0, successes + 1)) - (atHigh[successes] ?? 0) / 2).toBeCloseTo(0.05, 12);
  }
});

test('the exact binomial test is the sum over all counts that are no more likely', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.nat({ max: 60 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (trials, some, rate) => {
        const successes = Math.min(some, trials);
        const pmf = binomial(trials, rate);
        const limit = (pmf[successes] ?? 0) * (1 + 1e-7);
        const { pValue, pGreater, pLess } = binomialTest(successes, trials, rate);
        expect(pValue).toBeCloseTo(sumOf(pmf.filter((p) => p <= limit)), 10);
        expect(pGreater).toBeCloseTo(sumOf(pmf.slice(successes)), 10);
        expect(pLess).toBeCloseTo(sumOf(pmf.slice(0, successes + 1)), 10);
      },
    ),
  );
});

test('a null rate of 0 or 1 is contradicted by one count, or by none', () => {
  expect(binomialTest(0, 5, 0)).toEqual({ pValue: 1, pGreater: 1, pLess: 1 });
  expect(binomialTest(1, 5, 0)).toEqual({ pValue: 0, pGreater: 0, pLess: 1 });
  expect(binomialTest(5, 5, 1)).toEqual({ pValue: 1, pGreater: 1, pLess: 1 });
  expect(binomialTest(4, 5, 1)).toEqual({ pValue: 0, pGreater: 1, pLess: 0 });
});

test('counts that make no sense are refused with the field and a fix', () => {
  expect(() => wilson(3, 2)).toThrow(
    'successes: 3 successes in 2 trials. Count each trial as a success at most once.',
  );
  expect(() => wilson(0, 0)).toThrow('trials: there are no trials');
  expect(() => wilson(1.5, 3)).toThrow('successes: 1.5 is not a count');
  expect(() => wilson(1, 3, { level: 95 })).toThrow(
    'level: 95 is not between 0 and 1. Give a share such as 0.95.',
  );
  expect(() => wilson(1, 3, { continuity: 1 })).toThrow('continuity: 1 is not within 0 to 1/2');
  expect(() => midP(-1, 3)).toThrow('successes: -1 is not a count');
  expect(() => binomialTest(1, 3, 1.1)).toThrow('nullRate: 1.1 is not a probability');
});
