import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RateCount } from '../rate-count.ts';
import { marginalLog } from './beta-binomial-marginal.ts';
import { historyPrior } from './history-prior.ts';
import { shrunkRates } from './shrunk-rates.ts';

const group: fc.Arbitrary<RateCount> = fc
  .tuple(fc.nat({ max: 60 }), fc.nat({ max: 1500 }))
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));
const groups = fc.array(group, { minLength: 2, maxLength: 8 });

test('no other prior makes the history more likely', () => {
  fc.assert(
    fc.property(groups, (history) => {
      const found = historyPrior(history);
      if (found.kind === 'not-enough-data') return;
      for (const mean of [0.5, 0.98, 1.02, 1.5].map((factor) => factor * found.mean)) {
        for (const concentration of [0.3, 3, 30, 300, 3000, 1e6]) {
          if (mean >= 1) continue;
          expect(marginalLog(history, mean, concentration)).toBeLessThanOrEqual(found.logLikelihood + 1e-6);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('a shrunk rate lies between the group’s own and the shared one, and the order of groups does not matter', () => {
  fc.assert(
    fc.property(groups, (history) => {
      const found = historyPrior(history);
      if (found.kind !== 'prior') return;
      for (const [i, { successes, trials }] of history.entries()) {
        const own = trials === 0 ? found.mean : successes / trials;
        expect(found.shrunk[i]).toBeGreaterThanOrEqual(Math.min(own, found.mean) - 1e-12);
        expect(found.shrunk[i]).toBeLessThanOrEqual(Math.max(own, found.mean) + 1e-12);
      }
      const back = historyPrior([...history].reverse());
      expect(back.kind === 'prior' ? back.alpha / found.alpha : 0).toBeCloseTo(1, 6);
    }),
    { numRuns: 40 },
  );
});

test('groups that vary no more than by chance have one rate', () => {
  const found = historyPrior([30, 30, 31, 29].map((successes) => ({ successes, trials: 1000 })));
  expect(found.kind).toBe('one-rate');
  if (found.kind === 'one-rate') expect(found.mean).toBeCloseTo(0.03, 12);
});

test('groups of all or nothing share as little as can be', () => {
  const found = historyPrior([0, 20, 0, 20].map((successes) => ({ successes, trials: 20 })));
  expect(found.kind === 'prior' ? found.concentration : 1).toBeCloseTo(0.01, 9);
});

test('too little history is an answer that says what is missing', () => {
  expect(historyPrior([])).toEqual({
    kind: 'not-enough-data',
    needed: { groups: 2, successes: 1, failures: 1 },
  });
  expect(
    historyPrior([
      { successes: 0, trials: 30 },
      { successes: 0, trials: 40 },
    ]),
  ).toEqual({
    kind: 'not-enough-data',
    needed: { groups: 0, successes: 1, failures: 0 },
  });
  expect(() => historyPrior([{ successes: 3, trials: 2 }])).toThrow('groups[0].successes');
});

test('equal steps are shown as one, different ones with many trials as they are', () => {
  const equal = shrunkRates([28, 34, 30, 29].map((successes) => ({ successes, trials: 1000 }))).shrunk;
  for (const rate of equal) expect(Math.abs(rate - 0.03025)).toBeLessThan(0.0015);
  const own = [2000, 10_000, 4000].map((successes) => ({ successes, trials: 100_000 }));
  for (const [k, rate] of shrunkRates(own).shrunk.entries()) {
    expect(rate / ((own[k]?.successes ?? 0) / 100_000)).toBeCloseTo(1, 2);
  }
});

test('displayed rates are rates, and of steps with equal trials the better one stays the better', () => {
  const steps = fc
    .tuple(
      fc.integer({ min: 1, max: 5000 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 }),
    )
    .map(([trials, shares]) => shares.map((share) => ({ successes: Math.round(share * trials), trials })));
  fc.assert(
    fc.property(steps, (given) => {
      const { shrunk, mean, concentration } = shrunkRates(given);
      expect(mean > 0 && mean < 1 && concentration >= 1).toBe(true);
      for (const [i, rate] of shrunk.entries()) {
        expect(rate > 0 && rate < 1).toBe(true);
        for (const [j, other] of shrunk.entries()) {
          if ((given[i]?.successes ?? 0) > (given[j]?.successes ?? 0)) expect(rate).toBeGreaterThan(other);
        }
      }
    }),
    { numRuns: 20 },
  );
});
