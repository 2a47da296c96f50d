import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stepIntervals } from './step-intervals.ts';
import { type StepRisk, stepSurvival } from './step-survival.ts';

/** People of one cohort: the last step each got to, and how it ended there (0 still in, 1 success, 2 other exit). */
const cohort = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2 })), {
  minLength: 1,
  maxLength: 60,
});

const counted = (people: readonly (readonly [number, number])[]): StepRisk[] =>
  [1, 2, 3, 4, 5].map((step) => ({
    atRisk: people.filter(([last]) => last >= step).length,
    successes: people.filter(([last, cause]) => last === step && cause === 1).length,
    otherExits: people.filter(([last, cause]) => last === step && cause === 2).length,
  }));

/** The influence of each person on the cumulative incidence, person by person; the root of the sum of squares. */
function jackknife(people: readonly (readonly [number, number])[], steps: readonly StepRisk[]): number[] {
  const sums = steps.map(() => 0);
  for (const [last, cause] of people) {
    let survival = 1;
    let dSurvival = 0;
    let influence = 0;
    for (const [k, { atRisk, successes, otherExits }] of steps.entries()) {
      if (atRisk === 0) continue;
      const here = last > k ? 1 : 0;
      const h = successes / atRisk;
      const q = (successes + otherExits) / atRisk;
      const dh = (Number(last === k + 1 && cause === 1) - here * h) / atRisk;
      const dq = (Number(last === k + 1 && cause > 0) - here * q) / atRisk;
      influence += dSurvival * h + survival * dh;
      dSurvival = dSurvival * (1 - q) - survival * dq;
      survival *= 1 - q;
      sums[k] = (sums[k] ?? 0) + influence * influence;
    }
  }
  return sums.map(Math.sqrt);
}

test('the standard error is the infinitesimal jackknife of a cohort', () => {
  fc.assert(
    fc.property(cohort, (people) => {
      const steps = counted(people);
      const errors = jackknife(people, steps);
      for (const [k, { cumulativeStandardError }] of stepSurvival(steps).entries()) {
        if ((steps[k]?.atRisk ?? 0) > 0) expect(cumulativeStandardError).toBeCloseTo(errors[k] ?? -1, 10);
      }
    }),
  );
});

test('who succeeded, left or is still in adds up to everybody, and without censoring to the plain shares', () => {
  fc.assert(
    fc.property(cohort, (people) => {
      const steps = counted(people);
      for (const step of stepSurvival(steps)) {
        expect(step.survival + step.cumulative + step.cumulativeOther).toBeCloseTo(1, 12);
        expect(step.cumulativeStandardError).toBeGreaterThanOrEqual(0);
      }
      const whole = people.map(([last, cause]) => [cause === 0 ? 5 : last, cause] as const);
      const last = stepSurvival(counted(whole)).at(-1);
      const share = (of: number) => whole.filter(([, cause]) => cause === of).length / whole.length;
      expect(last?.cumulative).toBeCloseTo(share(1), 12);
      expect(last?.cumulativeOther).toBeCloseTo(share(2), 12);
      const error = Math.sqrt((share(1) * (1 - share(1))) / whole.length);
      expect(last?.cumulativeStandardError).toBeCloseTo(error, 12);
    }),
  );
});

test('a step without anybody at risk has no hazard and moves nothing', () => {
  const [first, second] = stepSurvival([
    { atRisk: 10, successes: 10, otherExits: 0 },
    { atRisk: 0, successes: 0, otherExits: 0 },
  ]);
  expect(first).toMatchObject({ hazard: 1, survival: 0, cumulative: 1, cumulativeStandardError: 0 });
  expect(second).toMatchObject({ hazard: null, otherHazard: null, mass: 0, cumulative: 1 });
  expect(() => stepSurvival([{ atRisk: 3, successes: 2, otherExits: 2 }])).toThrow('steps[0].atRisk: 4 ends');
});

test('intervals for all steps at once are wider than for one, and take a critical value from elsewhere', () => {
  const steps = [
    { successes: 30, trials: 1000 },
    { successes: 0, trials: 40 },
    { successes: 0, trials: 0 },
  ];
  const together = stepIntervals(steps);
  const alone = stepIntervals(steps.slice(0, 1));
  expect(together[0]?.low).toBeLessThan(alone[0]?.low ?? 0);
  expect(together[1]?.low).toBe(0);
  expect(together[2]).toEqual({ low: 0, high: 1 });
  expect(stepIntervals(steps, { critical: 1.959963984540054 })[0]?.high).toBeCloseTo(alone[0]?.high ?? 0, 12);
});
