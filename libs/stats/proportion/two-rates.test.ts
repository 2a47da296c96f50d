import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareRates } from './compare-rates.ts';
import { conditionalOddsRatio } from './conditional-odds-ratio.ts';
import { katz } from './katz.ts';
import { koopman } from './koopman.ts';
import { miettinenNurminen } from './miettinen-nurminen.ts';
import { newcombe } from './newcombe.ts';
import { pooledZ, unpooledZ, yates } from './pooled-z.ts';
import { scoreOddsRatio } from './score-odds-ratio.ts';
import { swapArms, type TwoRates } from './two-rates.ts';
import { agrestiCaffo, waldDifference } from './wald-difference.ts';
import { woolf } from './woolf.ts';

const arm = (most: number) =>
  fc
    .tuple(fc.nat({ max: most }), fc.nat({ max: most }))
    .filter(([successes, failures]) => successes + failures > 0)
    .map(([successes, failures]) => ({ successes, trials: successes + failures }));
const pairUpTo = (most: number): fc.Arbitrary<TwoRates> =>
  fc.record({ control: arm(most), treatment: arm(most) });
// Few counts as often as many.
const pair = fc.oneof(pairUpTo(5), pairUpTo(60), pairUpTo(5000));

const differenceOf = ({ control, treatment }: TwoRates) =>
  treatment.successes / treatment.trials - control.successes / control.trials;

for (const interval of [newcombe, miettinenNurminen]) {
  test(`${interval.name}: contains the difference, stays in [-1, 1], has width, turns with the arms`, () => {
    fc.assert(
      fc.property(pair, (rates) => {
        const { low, high } = interval(rates);
        expect(low).toBeGreaterThanOrEqual(-1 - 1e-15);
        expect(high).toBeLessThanOrEqual(1 + 1e-15);
        expect(low).toBeLessThanOrEqual(differenceOf(rates) + 1e-15);
        expect(high).toBeGreaterThanOrEqual(differenceOf(rates) - 1e-15);
        expect(low).toBeLessThan(high);
        const swapped = interval(swapArms(rates));
        expect(swapped.low).toBeCloseTo(-high, 9);
        expect(swapped.high).toBeCloseTo(-low, 9);
      }),
    );
  });
}

test('Wald and Agresti-Caffo lie around the difference and turn with the arms', () => {
  fc.assert(
    fc.property(pair, (rates) => {
      for (const interval of [waldDifference, agrestiCaffo]) {
        const { low, high } = interval(rates);
        const swapped = interval(swapArms(rates));
        expect(swapped.low).toBeCloseTo(-high, 12);
        expect(swapped.high).toBeCloseTo(-low, 12);
      }
      const { low, high } = waldDifference(rates);
      expect((low + high) / 2).toBeCloseTo(differenceOf(rates), 12);
    }),
  );
});

test('Miettinen-Nurminen excludes 0 exactly when the pooled z with its N / (N - 1) does', () => {
  fc.assert(
    fc.property(pair, (rates) => {
      const { low, high } = miettinenNurminen(rates);
      const all = rates.control.trials + rates.treatment.trials;
      const z = pooledZ(rates).z * Math.sqrt((all - 1) / all);
      fc.pre(Math.abs(Math.abs(z) - 1.959963984540054) > 1e-6);
      expect(low > 0 || high < 0).toBe(Math.abs(z) > 1.959963984540054);
    }),
  );
});

/** The largest value of the likelihood's score statistic at a given difference, by a fine search of the rates. */
test('Miettinen-Nurminen ends where the score statistic of a brute-force likelihood is z', () => {
  const rates = {
    control: { successes: 1, trials: 15 },
    treatment: { successes: 6, trials: 14 },
  };
  const { low, high } = miettinenNurminen(rates);
  for (const delta of [low, high]) {
    let best = Number.NEGATIVE_INFINITY;
    let at = 0;
    for (let p = Math.max(0, -delta) + 1e-6; p < Math.min(1, 1 - delta); p += 1e-6) {
      const value =
        Math.log(p) + 14 * Math.log(1 - p) + 6 * Math.log(p + delta) + 8 * Math.log(1 - p - delta);
      if (value > best) {
        best = value;
        at = p;
      }
    }
    const variance = (at * (1 - at)) / 15 + ((at + delta) * (1 - at - delta)) / 14;
    const z = (differenceOf(rates) - delta) / Math.sqrt((variance * 29) / 28);
    expect(Math.abs(z)).toBeCloseTo(1.959963984540054, 4);
  }
});

test('a p-value is a probability and does not depend on the order of the arms', () => {
  fc.assert(
    fc.property(pair, (rates) => {
      const swapped = swapArms(rates);
      for (const pValue of [(r: TwoRates) => pooledZ(r).pValue, (r: TwoRates) => yates(r).pValue]) {
        expect(pValue(rates)).toBeGreaterThanOrEqual(0);
        expect(pValue(rates)).toBeLessThanOrEqual(1);
        expect(pValue(swapped)).toBeCloseTo(pValue(rates), 12);
      }
      expect(yates(rates).pValue).toBeGreaterThanOrEqual(pooledZ(rates).pValue - 1e-15);
      const unpooled = unpooledZ(rates);
      if (unpooled !== null) expect(unpooledZ(swapped)?.z).toBeCloseTo(-unpooled.z, 9);
    }),
  );
});

test('Pearson’s chi-square over the four cells is z squared', () => {
  fc.assert(
    fc.property(pairUpTo(200), (rates) => {
      const { control, treatment } = rates;
      const all = control.trials + treatment.trials;
      const successes = control.successes + treatment.successes;
      fc.pre(successes > 0 && successes < all);
      let chiSquare = 0;
      for (const { successes: x, trials } of [control, treatment]) {
        const expected = (trials * successes) / all;
        chiSquare += (x - expected) ** 2 / expected + (x - expected) ** 2 / (trials - expected);
      }
      expect(pooledZ(rates).z ** 2).toBeCloseTo(chiSquare, 9);
    }),
  );
});

const RATIOS = [katz, koopman, woolf, scoreOddsRatio, conditionalOddsRatio];

test('a ratio lies in its interval; no answer is ever NaN; only what is undefined or unbounded is null', () => {
  fc.assert(
    fc.property(pair, (rates) => {
      for (const interval of RATIOS) {
        const { value, low, high } = interval(rates);
        for (const number of [value, low, high]) {
          if (number !== null) expect(Number.isFinite(number)).toBe(true);
        }
        if (value !== null && low !== null) expect(low).toBeLessThanOrEqual(value * (1 + 1e-9));
        if (value !== null && high !== null) expect(high * (1 + 1e-9)).toBeGreaterThanOrEqual(value);
      }
      for (const interval of [koopman, scoreOddsRatio, conditionalOddsRatio]) {
        expect(interval(rates).low).not.toBeNull();
      }
      expect(koopman(rates).high === null).toBe(rates.control.successes === 0);
    }),
  );
});

test('a ratio turns to its inverse when the arms are swapped', () => {
  fc.assert(
    fc.property(pairUpTo(300), (rates) => {
      for (const interval of RATIOS) {
        const { low, high } = interval(rates);
        const swapped = interval(swapArms(rates));
        if (low !== null && low > 0 && swapped.high !== null) expect(low * swapped.high).toBeCloseTo(1, 8);
        if (high !== null && swapped.low !== null && swapped.low > 0) {
          expect(high * swapped.low).toBeCloseTo(1, 8);
        }
      }
    }),
  );
});

test('Koopman, Newcombe and Miettinen-Nurminen agree with published examples', () => {
  // Fagerland, Lydersen and Laake (2015): 7 of 34 against 1 of 34.
  const rates = { control: { successes: 1, trials: 34 }, treatment: { successes: 7, trials: 34 } };
  const ratio = koopman(rates);
  expect(ratio.low).toBeCloseTo(1.22, 2);
  expect(ratio.high).toBeCloseTo(42.58, 2);
  const { low, high } = newcombe(rates);
  expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.019', '0.340']);
});

test('the conditional odds ratio is the root, to more digits than its usual software gives', () => {
  // 40 digits by mpmath: 5.243665418367385344, 0.984002652105686312, 53.328574678251831
  const { value, low, high } = conditionalOddsRatio({
    control: { successes: 2, trials: 40 },
    treatment: { successes: 9, trials: 41 },
  });
  expect(value).toBeCloseTo(5.243665418367385, 12);
  expect(low).toBeCloseTo(0.9840026521056863, 13);
  expect(high).toBeCloseTo(53.32857467825183, 11);
});

test('the ratio is undefined without a success in the control', () => {
  const rates = { control: { successes: 0, trials: 9 }, treatment: { successes: 3, trials: 9 } };
  expect(katz(rates)).toEqual({ value: null, low: null, high: null });
});

test('compareRates names what it used: standard methods at many counts, exact and score methods at few', () => {
  const many = compareRates({
    control: { successes: 120, trials: 4000 },
    treatment: { successes: 150, trials: 4012 },
  });
  expect([many.difference.method, many.lift.method, many.test.method]).toEqual([
    'newcombe',
    'katz',
    'pooled-z',
  ]);
  expect(many.warnings).toEqual([]);
  const few = compareRates({
    control: { successes: 0, trials: 35 },
    treatment: { successes: 6, trials: 34 },
  });
  expect([few.difference.method, few.lift.method, few.test.method]).toEqual([
    'miettinen-nurminen',
    'koopman',
    'boschloo',
  ]);
  expect(few.lift.value).toBeNull();
  expect(few.lift.low).toBeGreaterThan(0);
  expect(few.warnings).toEqual(['no-success-in-control', 'few-expected']);
  const large = compareRates({
    control: { successes: 1, trials: 50_000 },
    treatment: { successes: 7, trials: 50_000 },
  });
  expect(large.test.method).toBe('fisher-mid-p');
  expect(
    compareRates({ ...{ control: { successes: 4, trials: 4 }, treatment: { successes: 9, trials: 9 } } }).lift
      .method,
  ).toBe('koopman');
});

test('compareRates is finite and turns with the arms, for all counts', () => {
  fc.assert(
    fc.property(fc.oneof(pairUpTo(4), pairUpTo(40)), (rates) => {
      const { difference, test: tested } = compareRates(rates);
      const swapped = compareRates(swapArms(rates));
      expect(difference.low).toBeLessThanOrEqual(difference.high);
      expect(swapped.difference.value).toBeCloseTo(-difference.value, 12);
      expect(swapped.test.pValue).toBeCloseTo(tested.pValue, 9);
    }),
  );
});

test('an arm without trials, or with impossible counts, is refused by name', () => {
  const arms = { control: { successes: 0, trials: 0 }, treatment: { successes: 1, trials: 2 } };
  expect(() => compareRates(arms)).toThrow('control.trials: there are no trials');
  expect(() =>
    koopman({ control: { successes: 1, trials: 2 }, treatment: { successes: 3, trials: 2 } }),
  ).toThrow('treatment.successes: 3 successes in 2 trials');
  expect(() =>
    newcombe({ control: { successes: 1, trials: 2 }, treatment: { successes: Number.NaN, trials: 2 } }),
  ).toThrow('treatment.successes: NaN is not a count');
});
