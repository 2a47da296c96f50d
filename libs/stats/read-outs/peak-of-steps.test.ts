import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { peakOfSteps } from './peak-of-steps.ts';
import type { PeakQuestion, StepCount } from './peak-question.ts';

type Row = readonly [name: string, day: number, successes: number, trials: number];

function steps(rows: readonly Row[]): StepCount[] {
  return rows.map(([name, day, successes, trials], i) => ({
    key: name.toLowerCase().replaceAll(' ', '-'),
    name,
    position: i + 1,
    day,
    successes,
    trials,
    ranks: true,
    windowDays: 7,
  }));
}

const outbound: readonly Row[] = [
  ['Intro', 1, 100, 5300],
  ['Connect', 3, 30, 5200],
  ['Case study', 4, 282, 5325],
  ['Call', 7, 40, 4500],
  ['Value add', 10, 52, 4300],
  ['Last attempt', 14, 28, 4200],
  ['Break-up', 21, 41, 4000],
];
const ask = (rows: readonly Row[], rest: Partial<PeakQuestion> = {}) =>
  peakOfSteps({ estimand: 'hazard', metric: 'replied', steps: steps(rows), ...rest });

describe('peak', () => {
  test('a step that stands out is named with its rate, its interval and the runner-up', () => {
    const readOut = ask(outbound);
    expect(readOut).toMatchObject({
      verdict: 'peak',
      reason: null,
      warnings: [],
      step: { key: 'case-study', position: 3, day: 4 },
      credibleSet: ['case-study'],
      identification: 'descriptive',
      needed: null,
    });
    expect(readOut.probability).toBeGreaterThan(0.999);
    expect(readOut.sentence).toBe(
      'Replies peak at Case study (step 3 of 7, day 4): 5.3 % of the 5,325 who got it reply within 7 days ' +
        '(95 % interval 4.7-5.9 %); the next best step is Intro at 1.9 %. P(peak) > 0.99.',
    );
  });

  test('by share the rates are parts of all enrollments', () => {
    const shares = outbound.map(([name, day, successes]): Row => [name, day, successes, 6000]);
    const readOut = ask(shares, { estimand: 'share' });
    expect(readOut).toMatchObject({ verdict: 'peak', step: { key: 'case-study' } });
    expect(readOut.ranking[0]?.rate).toMatchObject({ trials: 6000, denominator: 'enrolled' });
    expect(readOut.sentence).toContain('4.7 % of the 6,000 enrollments replied at this step');
  });

  test('steps that wait or branch never enter the ranking', () => {
    const all = steps(outbound);
    const pause: StepCount = {
      key: 'pause',
      name: 'Pause',
      position: 8,
      day: 22,
      successes: 900,
      trials: 900,
      ranks: false,
    };
    const readOut = peakOfSteps({ estimand: 'hazard', metric: 'replied', steps: [...all, pause] });
    expect(readOut.step?.key).toBe('case-study');
    expect(readOut.ranking.map(({ key }) => key)).not.toContain('pause');
  });

  test('a step that nobody got, although later ones were sent, is left out with a warning', () => {
    const skipped = outbound.map((row): Row => (row[0] === 'Call' ? ['Call', 7, 0, 0] : row));
    const readOut = ask(skipped);
    expect(readOut).toMatchObject({ verdict: 'peak', warnings: ['untouched-steps'] });
    expect(readOut.ranking).toHaveLength(6);
  });
});

describe('no clear peak', () => {
  test('steps that cannot be told apart are contenders', () => {
    const level = outbound.map(([name, day], i): Row => [name, day, 7 + 2 * i, 400 - i]);
    const readOut = ask(level);
    expect(readOut).toMatchObject({ verdict: 'no-clear-peak', reason: 'contenders', step: null });
    expect(readOut.credibleSet.length).toBeGreaterThan(1);
    expect(readOut.sentence).toContain('may each be the best step');
    expect(readOut.sentence).toContain('95 % interval');
  });

  test('a leader at the first step is selection: the eager answer first', () => {
    const first = outbound.map(([name, day], i): Row => [name, day, i === 0 ? 400 : 100, 4000]);
    for (const estimand of ['hazard', 'share'] as const) {
      const readOut = ask(first, { estimand });
      expect(readOut).toMatchObject({ verdict: 'no-clear-peak', reason: 'selection', step: null });
      expect(readOut.warnings).toContain('selection');
      expect(readOut.sentence).toContain('it is the first step sent');
    }
  });

  test('a step still without mature touches keeps the race open', () => {
    const young = outbound.map((row, i): Row => (i === 6 ? ['Break-up', 21, 0, 0] : row));
    const readOut = ask(young);
    expect(readOut).toMatchObject({ verdict: 'no-clear-peak', warnings: ['immature-steps'] });
    expect(readOut.sentence).toContain('Few mature touches so far: Break-up (0).');
  });
});

describe('not enough data', () => {
  test('under two steps with 50 mature touches', () => {
    const readOut = ask([
      ['Intro', 1, 30, 70],
      ['Call', 3, 1, 10],
    ]);
    expect(readOut).toMatchObject({
      verdict: 'not-enough-data',
      reason: 'too-few-touches',
      needed: { touches: 40 },
    });
    expect(readOut.ranking.map(({ probability }) => probability)).toEqual([null, null]);
    expect(readOut.sentence).toContain('(Intro has 70 and Call has 10). 40 more are needed.');
  });

  test('under 20 successes in all', () => {
    const readOut = ask([
      ['Intro', 1, 2, 400],
      ['Call', 3, 1, 300],
    ]);
    expect(readOut).toMatchObject({
      reason: 'too-few-successes',
      needed: { successes: 17 },
      probability: null,
    });
    expect(readOut.sentence).toContain('17 more replies are needed.');
  });

  test('of two gaps the larger one is named', () => {
    expect(ask([['Intro', 1, 0, 90]]).needed).toEqual({ successes: 20 });
    expect(ask([['Intro', 1, 15, 45]]).needed).toEqual({ touches: 55 });
  });

  test('goals that differ are never compared', () => {
    const readOut = ask(outbound, { goalsDiffer: true });
    expect(readOut).toMatchObject({
      verdict: 'not-enough-data',
      reason: 'goals-differ',
      needed: null,
      ranking: [],
    });
    expect(readOut.sentence).toContain('Ask for one metric');
  });

  test('lift needs randomized skips, and says how many', () => {
    const readOut = ask(outbound, { estimand: 'lift' });
    expect(readOut).toMatchObject({
      verdict: 'not-enough-data',
      reason: 'no-randomized-skips',
      probability: null,
    });
    expect(readOut.needed).toEqual({ randomizedSkips: expect.any(Number) });
    expect(readOut.sentence).toContain('held-out touches');
  });
});

describe('lift', () => {
  const skip = (sent: number, of: number, skipped: number, held: number) => ({
    sent: { successes: sent, trials: of },
    skipped: { successes: skipped, trials: held },
  });
  const asked = (skips: ReturnType<typeof skip>[], rest: Partial<PeakQuestion> = {}) =>
    peakOfSteps({
      ...{ estimand: 'lift', metric: 'replied' },
      steps: steps(outbound).map((step, i) => ({ ...step, ...(skips[i] ? { skips: skips[i] } : {}) })),
      ...rest,
    });
  const flat = skip(900, 9000, 98, 1000);

  test('randomized skips tell which step would be missed most', () => {
    const readOut = asked([flat, flat, skip(1100, 9000, 50, 1000), flat]);
    expect(readOut).toMatchObject({
      ...{ verdict: 'peak', identification: 'randomized', needed: null, reason: null },
      step: { key: 'case-study' },
    });
    expect(readOut.ranking).toHaveLength(4);
    expect(readOut.ranking[0]?.lift?.value).toBeCloseTo(1100 / 9000 - 0.05, 12);
    expect(readOut.sentence).toBe(
      'Most would be lost without Case study (step 3 of 7, day 4): it adds 7.2 points of replies (95 % interval 5.6 to 8.6), by randomized skips. P(peak) > 0.99.',
    );
  });

  test('no step that is known to add anything is no peak', () => {
    expect(asked([flat, flat, flat])).toMatchObject({
      verdict: 'no-clear-peak',
      reason: 'no-lift',
      step: null,
    });
  });

  test('too few held-out touches are counted against the plan', () => {
    const none = asked([]).needed;
    const some = asked([skip(90, 900, 2, 30), skip(90, 900, 2, 30), skip(90, 900, 2, 30)]);
    expect(some).toMatchObject({ verdict: 'not-enough-data', reason: 'too-few-skips' });
    expect(none).toEqual({ randomizedSkips: expect.any(Number) });
    const missing = (need: typeof none) =>
      need !== null && 'randomizedSkips' in need ? need.randomizedSkips : 0;
    expect(missing(some.needed)).toBe(missing(none) - 30);
  });

  test('a first step that leads by lift, too, is a confirmed peak', () => {
    const first = outbound.map(([name, day], i): Row => [name, day, i === 0 ? 400 : 100, 4000]);
    const skips = [skip(1300, 9000, 60, 1000), flat, flat];
    const given = steps(first).map((step, i) => ({ ...step, ...(skips[i] ? { skips: skips[i] } : {}) }));
    const readOut = peakOfSteps({ estimand: 'hazard', metric: 'replied', steps: given });
    expect(readOut).toMatchObject({ verdict: 'peak', identification: 'randomized', warnings: [] });
    expect(readOut.sentence).toMatch(/Randomized skips confirm it\.$/);
    const unsure = given.map((step) => ({ ...step, skips: flat }));
    expect(peakOfSteps({ estimand: 'hazard', metric: 'replied', steps: unsure }).reason).toBe('selection');
  });
});

const anyRows = fc
  .array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 900 })), { minLength: 1, maxLength: 8 })
  .map((counts) => counts.map(([yes, no], i): Row => [`Step ${i}`, i, yes, yes + no]));

test('every question gets a verdict, a sentence and finite numbers, the same each time', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const readOut = ask(rows);
      expect(ask(rows)).toEqual(readOut);
      expect(readOut.sentence.endsWith('.')).toBe(true);
      expect(JSON.stringify(readOut)).not.toMatch(/NaN|undefined|Infinity/);
      expect(readOut.sentence).not.toMatch(/NaN|undefined|Infinity/);
      expect(readOut.step === null).toBe(readOut.verdict !== 'peak');
      for (const { probability } of readOut.ranking) expect(Number.isNaN(probability ?? 0)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test('rates near one, whose range ends at the end of the axis, have probabilities, too', () => {
  const rows: Row[] = [
    ['A', 1, 0, 50],
    ['B', 2, 12, 15],
    ['C', 3, 48, 50],
    ['D', 4, 10, 11],
  ];
  expect(ask(rows)).toMatchObject({ verdict: 'no-clear-peak', probability: expect.closeTo(0.767, 3) });
});

test('the order in which the steps are given does not matter', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const given = steps(rows);
      const forth = peakOfSteps({ estimand: 'hazard', metric: 'replied', steps: given });
      const back = peakOfSteps({ estimand: 'hazard', metric: 'replied', steps: [...given].reverse() });
      expect(back.verdict).toBe(forth.verdict);
      expect(back.probability ?? 0).toBeCloseTo(forth.probability ?? 0, 9);
    }),
    { numRuns: 40 },
  );
});

test('bad input is refused with the field, the reason and a fix', () => {
  expect(() => ask([])).toThrow('steps: 0 steps given. Give at least 1 steps.');
  expect(() => ask([['Intro', 1, 5, 4]])).toThrow('steps[0].successes: 5 successes in 4 trials');
  expect(() => ask([outbound[0] ?? ['', 0, 0, 0], outbound[0] ?? ['', 0, 0, 0]])).toThrow(
    'intro is there twice',
  );
  expect(() => ask(outbound, { estimand: 'share' })).toThrow('a share has one number of enrollments');
});
