import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CoxObservation, cox, hazardRatios } from './cox.ts';
import { discreteHazard, type HazardCell } from './discrete-hazard.ts';
import type { Duration } from './duration.ts';
import { type LogRankWeights, logRank, stratifiedLogRank } from './log-rank.ts';

const duration: fc.Arbitrary<Duration> = fc.record({ time: fc.nat({ max: 12 }), event: fc.boolean() });
const group = fc.array(duration, { minLength: 1, maxLength: 15 });
const WEIGHTS: LogRankWeights[] = [
  'log-rank',
  'gehan-wilcoxon',
  'tarone-ware',
  'peto-peto',
  { rho: 1, gamma: 0 },
  { rho: 0, gamma: 1 },
];
const weights = fc.constantFrom(...WEIGHTS);

describe('the log-rank family', () => {
  test('does not depend on the order of groups or units, and expects as many events as there are', () => {
    fc.assert(
      fc.property(group, group, group, weights, (one, two, three, by) => {
        const test = logRank([one, two, three], { weights: by });
        const other = logRank([[...three].reverse(), one, two], { weights: by });
        expect(other.chiSquare).toBeCloseTo(test.chiSquare, 8);
        expect(other.degreesOfFreedom).toBe(test.degreesOfFreedom);
        const total = (of: 'observed' | 'expected'): number =>
          test.groups.reduce((sum, row) => sum + row[of], 0);
        expect(total('expected')).toBeCloseTo(total('observed'), 9);
        expect(test.pValue).toBeGreaterThanOrEqual(0);
        expect(test.pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('counts like units as often as they are', () => {
    fc.assert(
      fc.property(group, group, weights, (one, two, by) => {
        const doubled = [one, two].map((list) => list.map((unit) => ({ ...unit, count: 2 })));
        const listed = [one, two].map((list) => [...list, ...list]);
        expect(logRank(doubled, { weights: by }).chiSquare).toBeCloseTo(
          logRank(listed, { weights: by }).chiSquare,
          9,
        );
      }),
    );
  });

  test('in one stratum is the plain test; a stratum with one group adds nothing', () => {
    fc.assert(
      fc.property(group, group, weights, (one, two, by) => {
        const plain = logRank([one, two], { weights: by });
        expect(stratifiedLogRank([[one, two]], { weights: by })).toEqual(plain);
        const more = stratifiedLogRank(
          [
            [one, two],
            [two, []],
          ],
          { weights: by },
        );
        expect(more.chiSquare).toBeCloseTo(plain.chiSquare, 9);
      }),
    );
  });

  test('says p = 1 where nothing can differ, and names what is wrong', () => {
    const none = [{ time: 1, event: false }];
    expect(logRank([none, none])).toMatchObject({ chiSquare: 0, degreesOfFreedom: 0, pValue: 1 });
    expect(() => logRank([none])).toThrow('groups: 1 groups given');
    expect(() => logRank([none, []])).toThrow('groups[1]: 0 durations given');
    expect(() => logRank([none, none], { weights: { rho: -1, gamma: 0 } })).toThrow(
      'weights.rho: -1 is below 0',
    );
    expect(() => stratifiedLogRank([[none, none], [none]])).toThrow('strata[1]: 1 groups given');
  });
});

describe("Cox's model", () => {
  test('of two groups turns the sign when they are swapped; its score test is near the log-rank test', () => {
    fc.assert(
      fc.property(group, group, (one, two) => {
        const there = hazardRatios([one, two], { ties: 'breslow' });
        fc.pre(there.kind === 'estimate');
        const back = hazardRatios([two, one], { ties: 'breslow' });
        if (there.kind !== 'estimate' || back.kind !== 'estimate') throw new Error('no estimate');
        expect(back.coefficients[0]?.estimate).toBeCloseTo(-(there.coefficients[0]?.estimate ?? 0), 7);
        expect(back.coefficients[0]?.standardError).toBeCloseTo(there.coefficients[0]?.standardError ?? 0, 7);
      }),
    );
  });

  test('without ties has the log-rank test as its score test', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 4, maxLength: 30 }),
        (units) => {
          const of = (treated: boolean): Duration[] =>
            units.flatMap(([group, event], time) => (group === treated ? [{ time, event }] : []));
          fc.pre(of(true).length > 0 && of(false).length > 0);
          const fit = hazardRatios([of(false), of(true)]);
          expect(fit.score.chiSquare).toBeCloseTo(logRank([of(false), of(true)]).chiSquare, 9);
        },
      ),
    );
  });

  test('has its maximum where the estimate is: any other place is less likely', () => {
    const units: CoxObservation[] = Array.from({ length: 60 }, (_, i) => ({
      time: ((i * 37) % 23) + (i % 3),
      event: i % 4 !== 0,
      covariates: [i % 2, ((i * 13) % 7) / 7],
      stratum: i % 5 === 0 ? 'phone' : 'mail',
    }));
    const fit = cox(units);
    if (fit.kind !== 'estimate') throw new Error('no estimate');
    // A covariate moved by what the estimate says leaves no effect.
    const [first = 0, second = 0] = fit.coefficients.map(({ estimate }) => estimate);
    const combined = cox(
      units.map((unit) => {
        const [a = 0, b = 0] = unit.covariates;
        return { ...unit, covariates: [first * a + second * b] };
      }),
    );
    if (combined.kind !== 'estimate') throw new Error('no estimate');
    expect(combined.coefficients[0]?.estimate).toBeCloseTo(1, 9);
    expect(combined.logLikelihood).toBeCloseTo(fit.logLikelihood, 10);
    expect(fit.logLikelihood).toBeGreaterThan(fit.nullLogLikelihood);
    expect(fit.likelihoodRatio.degreesOfFreedom).toBe(2);
  });

  test('counts like units as often as they are, and does not care for the unit of a covariate', () => {
    const units = [1, 2, 2, 3, 5, 6].map((time, i) => ({ time, event: i !== 3, covariates: [i % 2] }));
    const fit = cox(units.map((unit) => ({ ...unit, count: 3 })));
    const listed = cox(
      [...units, ...units, ...units].map((unit) => ({
        ...unit,
        covariates: [1e6 * (unit.covariates[0] ?? 0)],
      })),
    );
    if (fit.kind !== 'estimate' || listed.kind !== 'estimate') throw new Error('no estimate');
    expect(fit.coefficients[0]?.estimate).toBeCloseTo(1e6 * (listed.coefficients[0]?.estimate ?? 0), 9);
  });

  test('without an event in an arm has no estimate but a test; without any event neither', () => {
    const replies = [1, 2, 3, 4, 5].map((time) => ({ time, event: true }));
    const silence = [{ time: 9, event: false, count: 5 }];
    const fit = hazardRatios([replies, silence]);
    expect(fit).toMatchObject({ kind: 'not-enough-data', reason: 'infinite-effect' });
    expect(fit.score.pValue).toBeLessThan(0.01);
    expect(hazardRatios([silence, silence])).toMatchObject({ kind: 'not-enough-data', reason: 'no-events' });
  });

  test('names covariates that cannot be told apart', () => {
    const units = [1, 2, 3, 4].map((time) => ({ time, event: true, covariates: [time % 2, 1 - (time % 2)] }));
    expect(() => cox(units)).toThrow('covariates: one is constant or a combination of the others');
    const [first] = units;
    if (first === undefined) throw new Error('no unit');
    expect(() => cox([first, { ...first, covariates: [1] }])).toThrow('observations[1].covariates');
    expect(() => cox([{ ...first, covariates: [] }])).toThrow(
      'observations[0].covariates: 0 covariates given',
    );
  });
});

describe('a discrete hazard regression', () => {
  const cell = (step: number, variant: string, trials: number, successes: number): HazardCell => ({
    step,
    variant,
    trials,
    successes,
  });

  test('with one step is the difference of two shares on the scale of the link', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), (a, b) => {
        const fit = discreteHazard([cell(1, 'A', 100, a), cell(1, 'B', 100, b)], { link: 'logit' });
        if (fit.kind !== 'estimate') throw new Error('no estimate');
        const effect = fit.variants[0]?.effect;
        expect(effect?.estimate).toBeCloseTo(Math.log((b * (100 - a)) / (a * (100 - b))), 9);
        expect(fit.interaction.degreesOfFreedom).toBe(0);
      }),
    );
  });

  test('is the same for cells in parts, and turns the sign when the variants are swapped', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 49 }), { minLength: 6, maxLength: 6 }), (replies) => {
        const cells = replies.map((successes, i) => cell(i % 3, i < 3 ? 'A' : 'B', 50, successes));
        const parts = cells.flatMap((one) => [
          { ...one, trials: 20, successes: Math.min(20, one.successes) },
          { ...one, trials: 30, successes: one.successes - Math.min(20, one.successes) },
        ]);
        const fit = discreteHazard(cells);
        const swapped = discreteHazard([...cells.slice(3), ...cells.slice(0, 3)]);
        if (fit.kind !== 'estimate' || swapped.kind !== 'estimate') throw new Error('no estimate');
        expect(discreteHazard(parts)).toEqual(fit);
        expect(swapped.variants[0]?.effect?.estimate).toBeCloseTo(
          -(fit.variants[0]?.effect?.estimate ?? 0),
          8,
        );
        expect(swapped.deviance).toBeCloseTo(fit.deviance, 8);
      }),
    );
  });

  test('leaves out a step without replies and still tests a variant without any', () => {
    const base = [cell(1, 'A', 100, 10), cell(1, 'B', 100, 20), cell(2, 'A', 90, 9), cell(2, 'B', 80, 11)];
    const more = [...base, cell(3, 'A', 70, 0), cell(3, 'B', 70, 0)];
    const fit = discreteHazard(more);
    const less = discreteHazard(base);
    if (fit.kind !== 'estimate' || less.kind !== 'estimate') throw new Error('no estimate');
    expect(fit.variants).toEqual(less.variants);
    expect(fit.steps[2]).toEqual({ step: 3, intercept: null, standardError: null });
    const silent = discreteHazard([cell(1, 'A', 100, 10), cell(1, 'B', 100, 0)]);
    if (silent.kind !== 'estimate') throw new Error('no estimate');
    expect(silent.variants[0]?.effect).toBeNull();
    expect(silent.variantEffect.pValue).toBeLessThan(0.001);
  });

  test('without replies is not enough data; with one variant there is nothing to compare', () => {
    expect(discreteHazard([cell(1, 'A', 9, 0), cell(1, 'B', 9, 0)])).toEqual({
      kind: 'not-enough-data',
      needed: { successes: 1 },
    });
    expect(() => discreteHazard([cell(1, 'A', 9, 1)])).toThrow('cells: 1 variants given');
    expect(() => discreteHazard([cell(1, 'A', 9, 10)])).toThrow(
      'cells[0].successes: 10 successes in 9 trials',
    );
  });
});
