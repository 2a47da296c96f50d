import { describe, expect, test } from '@jest/globals';
import { type Parsed, type Problem, parseSequence } from './parse.ts';

const EMAIL = { key: 'intro', type: 'email', day: 0, subject: 'Hello', body: 'Hi {{firstName}}' };

const file = (schedule: object, step: object = EMAIL) => ({
  key: 'demo',
  goal: 'replied',
  schedule,
  steps: [step],
});

function problemsOf(parsed: Parsed): readonly Problem[] {
  if (parsed.ok) throw new Error('It was accepted.');
  return parsed.problems;
}

test('a schedule and the hours of a step keep what they say, and nothing else', () => {
  const schedule = {
    fallbackTimezone: 'Europe/Berlin',
    days: ['mon', 'tue'],
    windows: [
      { from: '22:00', to: '02:00' },
      { days: ['sat', 'sat'], from: '10:00', to: '12:00' },
    ],
    quietHours: { from: '23:00', to: '01:00' },
    holidays: { default: ['2026-12-25'], DE: ['2026-10-03'], 'US-CA': [] },
  };
  const step = { ...EMAIL, at: '22:30', days: ['tue'] };
  const parsed = parseSequence(file(schedule, step));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { sequence } = parsed;
  expect(sequence.schedule).toEqual({
    timezone: 'contact',
    fallbackTimezone: 'Europe/Berlin',
    days: ['mon', 'tue', 'sat'],
    from: 0,
    to: 1_440,
    windows: [
      { days: ['mon', 'tue'], from: 1_320, to: 120 },
      { days: ['sat'], from: 600, to: 720 },
    ],
    quietHours: { from: 1_380, to: 60 },
    holidays: ['2026-12-25'],
    regionalHolidays: { DE: ['2026-10-03'], 'US-CA': [] },
  });
  expect(sequence.steps[0]?.slot).toEqual({ at: 1_350, days: ['tue'], between: null });
});

describe('holidays in a row', () => {
  const inARow = (count: number, every = 1) =>
    Array.from({ length: count }, (_, index) =>
      new Date(Date.UTC(2026, 0, 5 + index * every)).toISOString().slice(0, 10),
    );

  test('that keep a schedule closed for more than a year are refused', () => {
    expect(parseSequence(file({ holidays: inARow(366) }))).toMatchObject({ ok: true });
    for (const [holidays, path] of [
      [inARow(400), 'schedule.holidays'],
      [{ DE: inARow(400) }, 'schedule.holidays.DE'],
      [{ DE: inARow(200), 'DE-BY': inARow(400).slice(200) }, 'schedule.holidays.DE-BY'],
    ] as const) {
      expect(problemsOf(parseSequence(file({ holidays })))).toMatchObject([
        {
          path,
          reason: expect.stringMatching(/closed for 400 days from 2026-/),
          fix: expect.any(String),
        },
      ]);
    }
  });

  test('that leave a step no day for more than a year are refused at the step', () => {
    const schedule = { holidays: inARow(60, 7) };
    expect(parseSequence(file(schedule))).toMatchObject({ ok: true });
    expect(problemsOf(parseSequence(file(schedule, { ...EMAIL, days: ['mon'] })))).toMatchObject([
      { path: 'steps[0].days', reason: 'Holidays leave no time for the step for 420 days from 2026-01-05.' },
    ]);
  });
});
