import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bestRate } from '../bayes/best-rate.ts';
import { drawBeta } from '../random/draw-beta.ts';
import { drawGamma } from '../random/draw-gamma.ts';
import { seeded } from '../random/seeded.ts';
import { betaSf } from '../special/beta.ts';
import { bestLift } from './best-lift.ts';
import { bestMass } from './best-mass.ts';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const risk = fc
  .tuple(fc.nat({ max: 40 }), fc.nat({ max: 30 }), fc.nat({ max: 900 }))
  .map(([successes, otherExits, stay]) => ({ successes, otherExits, atRisk: successes + otherExits + stay }));

test('probabilities add up to one and nothing is lost with the best', () => {
  fc.assert(
    fc.property(fc.array(risk, { minLength: 1, maxLength: 6 }), (steps) => {
      const { probabilities, means, expectedMax, expectedLoss } = bestMass(steps);
      expect(sum(probabilities)).toBeCloseTo(1, 12);
      expect(expectedMax).toBeGreaterThanOrEqual(Math.max(...means) - 1e-12);
      for (const loss of expectedLoss) expect(loss).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 40 },
  );
});

test('the answer is that of 30,000 draws from the posterior', () => {
  const steps = [
    { atRisk: 60, successes: 5, otherExits: 9 },
    { atRisk: 45, successes: 4, otherExits: 0 },
    { atRisk: 5, successes: 0, otherExits: 0 },
    { atRisk: 40, successes: 6, otherExits: 20 },
  ];
  const random = seeded(8);
  const draws = 30_000;
  const counts = steps.map(() => 0);
  let max = 0;
  for (let i = 0; i < draws; i++) {
    let left = 1;
    let best = -1;
    let leader = 0;
    for (const [k, { atRisk, successes, otherExits }] of steps.entries()) {
      const success = drawGamma(random, successes + 0.5);
      const exit = drawGamma(random, otherExits + 0.5);
      const stay = drawGamma(random, atRisk - successes - otherExits + 0.5);
      const total = success + exit + stay;
      if ((left * success) / total > best) [best, leader] = [(left * success) / total, k];
      left *= stay / total;
    }
    counts[leader] = (counts[leader] ?? 0) + 1;
    max += best / draws;
  }
  const answer = bestMass(steps);
  for (const [k, value] of answer.probabilities.entries()) {
    expect(Math.abs(value - (counts[k] ?? 0) / draws)).toBeLessThan(0.012);
  }
  expect(answer.expectedMax).toBeCloseTo(max, 2);
});

test('a step with nobody leaving before it has its hazard as its mass', () => {
  const only = { atRisk: 900, successes: 30, otherExits: 20 };
  const [mass] = bestMass([only]).means;
  expect(mass).toBeCloseTo(30.5 / 901.5, 12);
  expect(bestMass([only]).probabilities[0]).toBeCloseTo(1, 9);
});

test('twelve steps take no time to speak of', () => {
  const steps = Array.from({ length: 12 }, (_, k) => ({
    atRisk: 5000 - 300 * k,
    successes: 90 + k,
    otherExits: 40,
  }));
  const started = process.cpuUsage();
  bestMass(steps);
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(1);
});

test('more ends than touches, and priors with a pole, are refused', () => {
  expect(() => bestMass([{ atRisk: 3, successes: 2, otherExits: 2 }])).toThrow('steps[0].atRisk');
  const steps = [{ atRisk: 3, successes: 1, otherExits: 1 }];
  expect(() => bestMass(steps, { prior: { success: 0.1, otherExit: 0.5, stay: 0.5 } })).toThrow(
    'prior.success',
  );
});

const arm = fc
  .tuple(fc.nat({ max: 60 }), fc.nat({ max: 500 }))
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));
const skips = fc.record({ sent: arm, skipped: arm });

test('lifts: probabilities add up to one, intervals hold the estimate, swapped arms change the sign', () => {
  fc.assert(
    fc.property(fc.array(skips, { minLength: 1, maxLength: 5 }), (steps) => {
      const answer = bestLift(steps);
      expect(sum(answer.probabilities)).toBeCloseTo(1, 12);
      const back = bestLift(steps.map(({ sent, skipped }) => ({ sent: skipped, skipped: sent })));
      for (const [k, { value, low, high, probabilityPositive }] of answer.lifts.entries()) {
        const swapped = back.lifts[k];
        expect(probabilityPositive + (swapped?.probabilityPositive ?? 0)).toBeCloseTo(1, 9);
        if (value === null) continue;
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(swapped?.low).toBeCloseTo(-high, 12);
      }
    }),
    { numRuns: 30 },
  );
});

test('P(lift > 0) is P(one rate is higher than the other)', () => {
  fc.assert(
    fc.property(skips, ({ sent, skipped }) => {
      const [higher = 0] = bestRate([sent, skipped]).probabilities;
      expect(bestLift([{ sent, skipped }]).lifts[0]?.probabilityPositive).toBeCloseTo(higher, 9);
    }),
    { numRuns: 40 },
  );
});

test('the best of three lifts is that of 30,000 draws', () => {
  const steps = [
    { sent: { successes: 120, trials: 900 }, skipped: { successes: 11, trials: 100 } },
    { sent: { successes: 110, trials: 800 }, skipped: { successes: 8, trials: 90 } },
    { sent: { successes: 0, trials: 20 }, skipped: { successes: 0, trials: 3 } },
  ];
  const random = seeded(9);
  const counts = steps.map(() => 0);
  for (let i = 0; i < 30_000; i++) {
    const lifts = steps.map(({ sent, skipped }) => {
      const [one, two] = [sent, skipped].map(({ successes, trials }) =>
        drawBeta(random, successes + 0.5, trials - successes + 0.5),
      );
      return (one ?? 0) - (two ?? 0);
    });
    const leader = lifts.indexOf(Math.max(...lifts));
    counts[leader] = (counts[leader] ?? 0) + 1;
  }
  for (const [k, value] of bestLift(steps).probabilities.entries()) {
    expect(Math.abs(value - (counts[k] ?? 0) / 30_000)).toBeLessThan(0.012);
  }
});

test('a lift without a success anywhere is even odds', () => {
  const none = { sent: { successes: 0, trials: 0 }, skipped: { successes: 0, trials: 0 } };
  const { lifts, probabilities } = bestLift([none, none]);
  expect(lifts[0]).toMatchObject({ value: null, low: -1, high: 1 });
  expect(probabilities[0]).toBeCloseTo(0.5, 4);
  expect(betaSf(0.5, 0.5, 0.5)).toBeCloseTo(lifts[0]?.probabilityPositive ?? 0, 4);
});
