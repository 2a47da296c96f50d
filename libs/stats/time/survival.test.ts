import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aalenJohansen } from './aalen-johansen.ts';
import { type Duration, riskTable } from './duration.ts';
import { kaplanMeier, timeToShare } from './kaplan-meier.ts';
import { nelsonAalen } from './nelson-aalen.ts';
import { restrictedMean, restrictedMeanDifference } from './restricted-mean.ts';

const duration: fc.Arbitrary<Duration> = fc.record({
  time: fc.nat({ max: 20 }),
  event: fc.boolean(),
  count: fc.integer({ min: 1, max: 4 }),
});
const durations = fc.array(duration, { minLength: 1, maxLength: 25 });
const singles = (list: readonly Duration[]): Duration[] =>
  list.flatMap(({ count = 1, ...rest }) => Array.from({ length: count }, () => rest));

describe('Kaplan-Meier', () => {
  test('falls from one, stays in its interval, and is finite for all or no events', () => {
    fc.assert(
      fc.property(durations, fc.constantFrom('log-log', 'plain'), (list, interval) => {
        let before = 1;
        for (const { survival, low, high } of kaplanMeier(list, { interval } as const).points) {
          expect(survival).toBeLessThanOrEqual(before);
          before = survival;
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(survival);
          expect(high).toBeGreaterThanOrEqual(survival);
          expect(high).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('does not depend on the order, nor on whether like units are counted or listed', () => {
    fc.assert(
      fc.property(durations, (list) => {
        const curve = kaplanMeier(list);
        expect(kaplanMeier([...list].reverse())).toEqual(curve);
        expect(kaplanMeier(singles(list))).toEqual(curve);
      }),
    );
  });

  test('without censoring is the share still without the event, with its binomial standard error', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 15 }), { minLength: 1, maxLength: 40 }), (times) => {
        for (const point of kaplanMeier(times.map((time) => ({ time, event: true }))).points) {
          const share = times.filter((time) => time > point.time).length / times.length;
          expect(point.survival).toBeCloseTo(share, 12);
          if (share === 0) expect(point.standardError).toBeNull();
          else expect(point.standardError).toBeCloseTo(Math.sqrt((share * (1 - share)) / times.length), 12);
        }
      }),
    );
  });

  test('without an event has the exact lower end, and no median', () => {
    const { points, median } = kaplanMeier([{ time: 5, event: false, count: 20 }]);
    expect(points[0]?.low).toBeCloseTo(0.025 ** (1 / 20), 14);
    expect(points[0]?.high).toBe(1);
    expect(median).toEqual({ value: null, low: null, high: null });
  });

  test('takes the middle where the curve stays at one half', () => {
    const { points, median } = kaplanMeier([1, 2, 6, 9].map((time) => ({ time, event: true })));
    expect(median.value).toBe(4);
    expect(timeToShare(points, 0.6).value).toBe(6);
    expect(() => timeToShare(points, 1)).toThrow('share: 1 is not between 0 and 1');
  });

  test('names what is wrong', () => {
    expect(() => kaplanMeier([])).toThrow('durations: 0 durations given');
    expect(() => kaplanMeier([{ time: -1, event: true }])).toThrow('durations[0].time: -1 is below 0');
    expect(() => kaplanMeier([{ time: 1, event: true, count: 0.5 }])).toThrow(
      'durations[0].count: 0.5 is not',
    );
    expect(() => kaplanMeier([{ time: 1, event: true, count: 0 }])).toThrow('durations: all counts are 0');
  });
});

test('Nelson-Aalen rises, and is at least minus the logarithm of nothing less than Kaplan-Meier', () => {
  fc.assert(
    fc.property(durations, (list) => {
      const { points } = kaplanMeier(list);
      let before = 0;
      for (const [i, { cumulativeHazard, low, high }] of nelsonAalen(list).entries()) {
        expect(cumulativeHazard).toBeGreaterThanOrEqual(before);
        before = cumulativeHazard;
        expect(Math.exp(-cumulativeHazard)).toBeGreaterThanOrEqual((points[i]?.survival ?? 1) - 1e-12);
        if (cumulativeHazard === 0) expect([low, high]).toEqual([null, null]);
        else expect((low ?? Infinity) <= cumulativeHazard && (high ?? 0) >= cumulativeHazard).toBe(true);
      }
    }),
  );
});

describe('a restricted mean', () => {
  test('without censoring is the mean of min(time, horizon), with its standard error', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 15 }), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 15 }),
        (times, horizon) => {
          const { value, standardError } = restrictedMean(
            times.map((time) => ({ time, event: true })),
            horizon,
          );
          const cut = times.map((time) => Math.min(time, horizon));
          const mean = cut.reduce((sum, time) => sum + time, 0) / cut.length;
          const variance = cut.reduce((sum, time) => sum + (time - mean) ** 2, 0) / cut.length;
          expect(value).toBeCloseTo(mean, 10);
          expect(standardError).toBeCloseTo(Math.sqrt(variance / cut.length), 10);
        },
      ),
    );
  });

  test('turns the sign when arms are swapped, and says when nobody was watched so long', () => {
    fc.assert(
      fc.property(durations, durations, (control, treatment) => {
        const there = restrictedMeanDifference({ control, treatment }, 8);
        const back = restrictedMeanDifference({ control: treatment, treatment: control }, 8);
        expect(back.value).toBeCloseTo(-there.value, 12);
        expect(back.low).toBeCloseTo(-there.high, 12);
        expect(there.low).toBeLessThanOrEqual(there.value);
      }),
    );
    expect(restrictedMean([{ time: 3, event: false }], 4).beyondWatched).toBe(true);
    expect(restrictedMean([{ time: 3, event: true }], 4)).toMatchObject({ value: 3, beyondWatched: false });
    expect(() => restrictedMean([{ time: 3, event: true }], 0)).toThrow(
      'horizon: 0 is not a positive number',
    );
  });
});

describe('Aalen-Johansen', () => {
  const cause = fc.constantFrom('reply', 'exit', null);
  const competing = fc.array(
    fc.record({ time: fc.nat({ max: 12 }), cause, count: fc.integer({ min: 1, max: 5 }) }),
    { minLength: 1, maxLength: 25 },
  );

  test('shares of all causes and of none add up to one', () => {
    fc.assert(
      fc.property(competing, (list) => {
        const { causes, survival } = aalenJohansen(list);
        for (const [i, point] of survival.entries()) {
          const taken = Object.values(causes).reduce((sum, points) => sum + (points[i]?.incidence ?? 0), 0);
          expect(taken + point.survival).toBeCloseTo(1, 12);
        }
        for (const { low, high, incidence } of Object.values(causes).flat()) {
          expect(low).toBeLessThanOrEqual(incidence + 1e-12);
          expect(high).toBeGreaterThanOrEqual(incidence - 1e-12);
        }
      }),
    );
  });

  test('with one cause is one minus Kaplan-Meier, its standard error too', () => {
    fc.assert(
      fc.property(durations, (list) => {
        const { points } = kaplanMeier(list);
        const { causes } = aalenJohansen(
          list.map(({ event, ...rest }) => ({ ...rest, cause: event ? 'reply' : null })),
        );
        for (const [i, { incidence, standardError }] of (causes.reply ?? []).entries()) {
          expect(incidence).toBeCloseTo(1 - (points[i]?.survival ?? 1), 12);
          expect(standardError).toBeCloseTo(points[i]?.standardError ?? 0, 10);
        }
      }),
    );
  });

  test('without censoring has the binomial standard error', () => {
    fc.assert(
      fc.property(competing, (list) => {
        const ended = list.filter((entry) => entry.cause !== null);
        fc.pre(ended.length > 0);
        const n = ended.reduce((sum, { count }) => sum + count, 0);
        for (const { incidence, standardError } of Object.values(aalenJohansen(ended).causes).flat()) {
          expect(standardError).toBeCloseTo(Math.sqrt(Math.max(0, incidence * (1 - incidence)) / n), 9);
        }
      }),
    );
  });
});

test('a risk table counts each unit out once', () => {
  fc.assert(
    fc.property(durations, (list) => {
      const rows = riskTable(list);
      const total = list.reduce((sum, { count = 1 }) => sum + count, 0);
      expect(rows[0]?.atRisk).toBe(total);
      expect(rows.reduce((sum, row) => sum + row.events + row.censored, 0)).toBe(total);
    }),
  );
});
