import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { barnard } from './barnard.ts';
import { boschloo } from './boschloo.ts';
import { fisherTest } from './fisher.ts';
import { pooledZ } from './pooled-z.ts';
import { swapArms, type TwoRates } from './two-rates.ts';

const rates = (x1: number, n1: number, x2: number, n2: number): TwoRates => ({
  control: { successes: x1, trials: n1 },
  treatment: { successes: x2, trials: n2 },
});

const small = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.nat(), fc.nat())
  .map(([n1, n2, x1, x2]) => rates(x1 % (n1 + 1), n1, x2 % (n2 + 1), n2));

const choose = (n: number, k: number): number => {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return value;
};

function tables({ control, treatment }: TwoRates): TwoRates[] {
  const all: TwoRates[] = [];
  for (let x1 = 0; x1 <= control.trials; x1++) {
    for (let x2 = 0; x2 <= treatment.trials; x2++) all.push(rates(x1, control.trials, x2, treatment.trials));
  }
  return all;
}

const waysOf = ({ control, treatment }: TwoRates) =>
  choose(control.trials, control.successes) * choose(treatment.trials, treatment.successes);

const successesOf = ({ control, treatment }: TwoRates) => control.successes + treatment.successes;

test('Fisher’s test is what enumerating all tables with the same margins gives', () => {
  fc.assert(
    fc.property(small, (observed) => {
      const same = tables(observed).filter((table) => successesOf(table) === successesOf(observed));
      const total = same.reduce((sum, table) => sum + waysOf(table), 0);
      const share = (holds: (table: TwoRates) => boolean) =>
        same.filter(holds).reduce((sum, table) => sum + waysOf(table), 0) / total;
      const ways = waysOf(observed);
      const { pValue, midP, pGreater, pLess } = fisherTest(observed);
      expect(pValue).toBeCloseTo(
        share((table) => waysOf(table) <= ways * (1 + 1e-9)),
        10,
      );
      const ties = share((table) => Math.abs(waysOf(table) / ways - 1) < 1e-9);
      expect(midP).toBeCloseTo(share((table) => waysOf(table) <= ways * (1 + 1e-9)) - ties / 2, 10);
      expect(pGreater).toBeCloseTo(
        share(({ treatment }) => treatment.successes >= observed.treatment.successes),
        10,
      );
      expect(pLess).toBeCloseTo(
        share(({ treatment }) => treatment.successes <= observed.treatment.successes),
        10,
      );
    }),
  );
});

/** The largest probability of a set of tables over a fine grid of common rates. */
function worst(region: readonly TwoRates[]): number {
  const [first] = region;
  if (first === undefined) return 0;
  const all = first.control.trials + first.treatment.trials;
  let highest = 0;
  for (let i = 0; i <= 4000; i++) {
    const p = i / 4000;
    let sum = 0;
    for (const table of region) {
      const k = successesOf(table);
      sum += waysOf(table) * p ** k * (1 - p) ** (all - k);
    }
    highest = Math.max(highest, sum);
  }
  return highest;
}

test('Boschloo and Barnard are the largest probability of their region, by enumeration on a fine grid', () => {
  fc.assert(
    fc.property(small, (observed) => {
      const limit = fisherTest(observed).pGreater * (1 + 1e-9);
      const greater = worst(tables(observed).filter((table) => fisherTest(table).pGreater <= limit));
      expect(Math.abs(boschloo(observed).pGreater - greater)).toBeLessThan(2e-6);
      const z = Math.abs(pooledZ(observed).z) * (1 - 1e-9);
      const beyond = worst(tables(observed).filter((table) => Math.abs(pooledZ(table).z) >= z));
      expect(Math.abs(barnard(observed).pValue - beyond)).toBeLessThan(2e-6);
    }),
    { numRuns: 25 },
  );
});

test('exact p-values are probabilities and do not depend on the order of the arms', () => {
  fc.assert(
    fc.property(small, (observed) => {
      const swapped = swapArms(observed);
      for (const pValue of [
        (table: TwoRates) => fisherTest(table).pValue,
        (table: TwoRates) => fisherTest(table).midP,
        (table: TwoRates) => boschloo(table).pValue,
        (table: TwoRates) => barnard(table).pValue,
      ]) {
        expect(pValue(observed)).toBeGreaterThan(0);
        expect(pValue(observed)).toBeLessThanOrEqual(1);
        expect(pValue(swapped)).toBeCloseTo(pValue(observed), 9);
      }
      expect(fisherTest(swapped).pGreater).toBeCloseTo(fisherTest(observed).pLess, 12);
    }),
  );
});

test('Boschloo’s one-sided p is never above Fisher’s', () => {
  fc.assert(
    fc.property(small, (observed) => {
      expect(boschloo(observed).pGreater).toBeLessThanOrEqual(fisherTest(observed).pGreater + 1e-12);
    }),
  );
});

test('all or no successes say nothing', () => {
  for (const observed of [rates(0, 8, 0, 5), rates(8, 8, 5, 5)]) {
    expect(fisherTest(observed).pValue).toBe(1);
    expect(boschloo(observed).pValue).toBe(1);
    expect(barnard(observed).pValue).toBe(1);
  }
});

test('the far tail keeps its digits', () => {
  // The only table that is as extreme, at its most likely rate.
  const alone = (17 / 28) ** 17 * (11 / 28) ** 11;
  expect(boschloo(rates(17, 17, 0, 11)).pLess / alone).toBeCloseTo(1, 9);
  const both = 2 * 0.25 ** 40;
  expect(barnard(rates(0, 40, 40, 40)).pValue / both).toBeCloseTo(1, 9);
  // One table only: 1 / C(2000, 1000), of size 1e-601, is under the smallest double; with 400 it is 1 / C(400, 200).
  expect(fisherTest(rates(0, 200, 200, 200)).pGreater / 9.712e-120).toBeCloseTo(1, 3);
  expect(fisherTest(rates(0, 1000, 1000, 1000)).pGreater).toBe(0);
});

test('more trials than can be enumerated are refused by name', () => {
  expect(() => barnard(rates(1, 1e15, 2, 10))).toThrow(
    expect.objectContaining({ argument: 'control.trials' }),
  );
  expect(() => boschloo(rates(1, 10, 2, 1e15))).toThrow(
    expect.objectContaining({ argument: 'treatment.trials' }),
  );
});
