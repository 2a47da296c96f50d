import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ExperimentArm, ExperimentCounts, MaturedDay } from './experiment-counts.ts';
import { readExperiment } from './read-experiment.ts';

/** Spreads successes and units evenly over days from 2026-01-12 on. */
function spread(successes: number, units: number, days: number): MaturedDay[] {
  const part = (total: number, i: number) =>
    Math.floor((total * (i + 1)) / days) - Math.floor((total * i) / days);
  return Array.from({ length: days }, (_, i) => ({
    day: new Date(Date.UTC(2026, 0, 12 + i)).toISOString().slice(0, 10),
    units: part(units, i),
    successes: part(successes, i),
  }));
}

function arm(key: string, successes: number, units: number, days = 60): ExperimentArm {
  return { key, weight: 1, assigned: units + 40, exposed: units + 20, daily: spread(successes, units, days) };
}

const read = (arms: readonly ExperimentArm[], rest: Partial<ExperimentCounts> = {}) =>
  readExperiment({ metric: 'replied', arms, ...rest });

describe('winner', () => {
  test('the case-study test names b, with both rates and the always-valid interval', () => {
    const readOut = read([arm('a', 192, 2665), arm('b', 306, 2660)]);
    expect(readOut).toMatchObject({ verdict: 'winner', winner: 'b', reason: null, remaining: null });
    const [comparison] = readOut.comparisons;
    expect(comparison).toMatchObject({ arm: 'b', against: 'a', pValue: null, adjustedP: null });
    expect(comparison?.difference).toBeCloseTo(306 / 2660 - 192 / 2665, 12);
    expect(comparison?.lift).toBeCloseTo(306 / 2660 / (192 / 2665) - 1, 12);
    expect(comparison?.alwaysValid).toMatchObject({ scale: 'lift', level: 0.95, empty: false });
    expect(comparison?.alwaysValid.low).toBeGreaterThan(0);
    expect(comparison?.alwaysValid.pValue).toBeLessThan(0.05);
    expect(readOut.arms[1]?.chanceToBeBest).toBeGreaterThan(0.999);
    expect(readOut.sentence).toMatch(
      /^b wins: 11\.5 % of its 2,660 matured enrollments replied \(95 % interval 10\.3-12\.8 %\), against 7\.2 % of 2,665 for a; that is 60 % more; the always-valid 95 % interval reaches from \d+ % more to \d+ % more\. Chance to be best > 0\.99\.$/,
    );
  });

  test('the control can win, too', () => {
    const readOut = read([arm('a', 306, 2660), arm('b', 192, 2665)]);
    expect(readOut).toMatchObject({ verdict: 'winner', winner: 'a' });
    expect(readOut.sentence).toContain('a, the control, wins');
  });

  test('of three arms the best wins only if it is told apart from the control', () => {
    const clear = read([arm('a', 190, 2660), arm('b', 200, 2660), arm('c', 320, 2660)]);
    expect(clear).toMatchObject({ verdict: 'winner', winner: 'c' });
    expect(clear.comparisons.map(({ alwaysValid }) => alwaysValid.level)).toEqual([0.975, 0.975]);
    const unclear = read([arm('a', 190, 2660), arm('b', 200, 2660), arm('c', 220, 2660)]);
    expect(unclear).toMatchObject({ verdict: 'not-enough-data', winner: null });
  });
});

describe('practically equal', () => {
  test('an interval within the region of no difference', () => {
    const readOut = read([arm('a', 9200, 120_000), arm('b', 9280, 120_000)]);
    expect(readOut).toMatchObject({ verdict: 'practically-equal', winner: null, remaining: null });
    expect(readOut.sentence).toContain('From 17 % less to 20 % more counts as no difference.');
  });

  test('a wider region asks for less', () => {
    const arms = [arm('a', 300, 4000), arm('b', 302, 4000)];
    expect(read(arms).verdict).toBe('not-enough-data');
    expect(read(arms, { practicalRatio: 2 }).verdict).toBe('practically-equal');
  });

  test('of three arms one may be worse and out of the race', () => {
    const readOut = read([arm('a', 9200, 120_000), arm('b', 9280, 120_000), arm('c', 5000, 120_000)]);
    expect(readOut.verdict).toBe('practically-equal');
  });
});

describe('not enough data', () => {
  test('says how many units and days are missing', () => {
    const readOut = read([arm('a', 133, 2660), arm('b', 140, 2660)]);
    expect(readOut.verdict).toBe('not-enough-data');
    // 5 % to 6 % takes about 14,800 an arm with daily looks.
    expect(readOut.remaining?.units).toBeGreaterThan(2 * 14_500 - 5320);
    expect(readOut.remaining?.units).toBeLessThan(2 * 15_000 - 5320);
    expect(readOut.remaining?.days).toBe(Math.ceil((readOut.remaining?.units ?? 0) / (5320 / 60)));
    expect(readOut.sentence).toContain('more matured enrollments are needed');
  });

  test('past the plan it asks for what the interval still needs', () => {
    const readOut = read([arm('a', 924, 12_000), arm('b', 1024, 12_000)]);
    expect(readOut.verdict).toBe('not-enough-data');
    expect(readOut.remaining?.units).toBeGreaterThan(1000);
  });

  test('before anything has matured there is no rate, and nothing to plan on', () => {
    const readOut = read([arm('a', 0, 0, 0), arm('b', 0, 0, 0)]);
    expect(readOut).toMatchObject({ verdict: 'not-enough-data', remaining: null });
    expect(readOut.arms[0]).toMatchObject({ trials: 0, rate: { value: null } });
    expect(readOut.arms[0]?.chanceToBeBest).toBeCloseTo(0.5, 12);
    expect(readOut.comparisons[0]).toMatchObject({ difference: null, lift: null, low: null, high: null });
    expect(readOut.comparisons[0]?.alwaysValid).toMatchObject({
      low: -1,
      high: null,
      pValue: 1,
      empty: false,
    });
  });
});

describe('unhealthy', () => {
  const arms = [arm('a', 192, 2665), arm('b', 306, 2660)] as const;

  test('a sample ratio that is off overrules every number', () => {
    const readOut = read([arms[0], { ...arms[1], assigned: 3500 }]);
    expect(readOut).toMatchObject({ verdict: 'unhealthy', reason: 'sample-ratio', winner: null });
    expect(readOut.sampleRatio.healthy).toBe(false);
    expect(readOut.sentence).toContain('2,705 in a and 3,500 in b');
  });

  test('contamination overrules every number', () => {
    expect(read(arms, { contaminated: true })).toMatchObject({
      verdict: 'unhealthy',
      reason: 'contaminated',
    });
  });

  test('a breached guardrail stops the test and names the arm', () => {
    const events = [
      { key: 'a', events: 40, units: 2660 },
      { key: 'b', events: 140, units: 2660 },
    ];
    const readOut = read(arms, { guardrails: [{ metric: 'unsubscribed', limit: 0.02, arms: events }] });
    expect(readOut).toMatchObject({ verdict: 'unhealthy', reason: 'guardrail-breached', winner: null });
    expect(readOut.guardrails[0]).toMatchObject({
      verdict: 'breached',
      arms: [{ verdict: 'ok' }, { verdict: 'breached' }],
    });
    expect(readOut.sentence).toContain('unsubscribes in b are 5.3 % of 2,660');
    const fine = read(arms, { guardrails: [{ metric: 'unsubscribed', limit: 0.06, arms: events }] });
    expect(fine).toMatchObject({ verdict: 'winner', guardrails: [{ verdict: 'ok' }] });
  });

  test('days that no single ratio explains are named', () => {
    const flip = (up: number, down: number) => [
      ...spread(up, 3000, 30),
      ...spread(down, 6000, 60).map(({ units, successes }, i) => ({
        day: new Date(Date.UTC(2026, 3, 1 + i)).toISOString().slice(0, 10),
        units,
        successes,
      })),
    ];
    const turned = [
      { ...arm('a', 0, 9000), daily: flip(100, 1000) },
      { ...arm('b', 0, 9000), daily: flip(400, 200) },
    ];
    const readOut = read(turned);
    expect(readOut).toMatchObject({ verdict: 'unhealthy', reason: 'interval-empty' });
    expect(readOut.comparisons[0]?.alwaysValid).toMatchObject({ empty: true, low: null, high: null });
  });
});

const anyDays = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 300 })), { maxLength: 20 });
const anyArm = (key: string) =>
  anyDays.map((days): ExperimentArm => {
    const daily = days.map(([yes, no], i) => ({
      day: `2026-02-${String(i + 1).padStart(2, '0')}`,
      units: yes + no,
      successes: yes,
    }));
    const units = daily.reduce((sum, day) => sum + day.units, 0);
    return { key, weight: 1, assigned: units, exposed: units, daily };
  });

test('every test gets a verdict, a sentence and finite numbers, the same each time', () => {
  fc.assert(
    fc.property(anyArm('a'), anyArm('b'), (a, b) => {
      const readOut = read([a, b]);
      expect(read([a, b])).toEqual(readOut);
      expect(readOut.sentence).toMatch(/\.$/);
      expect(readOut.sentence).not.toMatch(/NaN|undefined|Infinity/);
      expect((readOut.winner === null) === (readOut.verdict !== 'winner')).toBe(true);
      const numbers = [readOut.arms, readOut.comparisons, readOut.remaining];
      JSON.stringify(numbers, (_, value: unknown) => {
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        return value;
      });
    }),
    { numRuns: 60 },
  );
});

test('days may come in any order', () => {
  const a = arm('a', 192, 2665);
  const b = arm('b', 306, 2660);
  expect(read([{ ...a, daily: [...a.daily].reverse() }, b])).toEqual(read([a, b]));
});

test('bad input is refused with the field, the reason and a fix', () => {
  const a = arm('a', 1, 10, 2);
  expect(() => read([a])).toThrow('arms: 1 arms given');
  expect(() => read([a, a])).toThrow('arms: a is there twice');
  expect(() => read([a, { ...a, key: 'b', weight: 0 }])).toThrow(
    'arms[1].weight: 0 is not a positive number',
  );
  const odd = { ...a, key: 'b', daily: [{ day: '12.1.2026', units: 1, successes: 0 }] };
  expect(() => read([a, odd])).toThrow(
    'arms[1].daily[0].day: 12.1.2026 is not a day. Write it as YYYY-MM-DD, UTC.',
  );
  const more = { ...a, key: 'b', daily: [{ day: '2026-01-12', units: 1, successes: 2 }] };
  expect(() => read([a, more])).toThrow('arms[1].daily[0].successes: 2 is more than the 1 units');
  expect(() => read([a, { ...a, key: 'b' }], { practicalRatio: 1 })).toThrow(
    'practicalRatio: 1 is not above 1',
  );
});
