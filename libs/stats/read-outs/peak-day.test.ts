import { expect, test } from '@jest/globals';
import { type DayCount, peakDay } from './peak-day.ts';

/** Sixteen days of a trial with a background of eight conversions a day. */
function trial(events: Record<number, number>): DayCount[] {
  return Array.from({ length: 16 }, (_, day) => ({ day, atRisk: 2000 - 40 * day, events: events[day] ?? 8 }));
}

test('a day that stands out is the peak', () => {
  const peak = peakDay(trial({ 12: 95 }));
  expect(peak).toMatchObject({ value: 12, low: 12, high: 12 });
  expect(peak?.probability).toBeGreaterThan(0.999);
});

test('two days that cannot be told apart give a range', () => {
  const peak = peakDay(trial({ 5: 60, 12: 58 }));
  expect(peak).toMatchObject({ value: 12, low: 5, high: 12 });
  expect(peak?.probability).toBeLessThan(0.95);
});

test('days with few at risk cannot be the peak', () => {
  const thin = [...trial({ 12: 95 }), { day: 90, atRisk: 3, events: 2 }];
  expect(peakDay(thin)).toEqual(peakDay(trial({ 12: 95 })));
});

test('too few events or days is null, not a guess', () => {
  expect(peakDay([])).toBeNull();
  expect(peakDay([{ day: 0, atRisk: 5000, events: 300 }])).toBeNull();
  expect(
    peakDay([
      { day: 0, atRisk: 500, events: 9 },
      { day: 1, atRisk: 490, events: 10 },
    ]),
  ).toBeNull();
});

test('a day given twice, or with more events than people, is refused', () => {
  const day = { day: 3, atRisk: 60, events: 1 };
  expect(() => peakDay([day, day])).toThrow('days: 3 is there twice');
  expect(() => peakDay([{ ...day, events: 61 }])).toThrow('days[0].events: 61 events among 60 at risk');
});
