import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { dueAt } from '../due.ts';
import { parseSequence } from '../file/parse.ts';
import type { OpenWindow, Schedule } from '../sequence.ts';
import { stepTypes } from '../steps/index.ts';
import { COUNTRIES_OF_ONE_ZONE, zoneOfCountry } from './country-zone.ts';
import { neverOpens } from './shut.ts';
import { calendarOf } from './slot.ts';
import { WEEKDAYS } from './week.ts';

// Both sides of UTC, half and quarter hours, a daylight saving of 30 minutes, clocks that change at midnight.
const ZONES = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'UTC',
];
const QUARTER = 15 * 60_000;
const START = Date.UTC(2027, 0);

/** What the wall clock shows, as Intl says it. */
function clock(zone: string) {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  });
  return (instant: number) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const day = Date.UTC(part('year'), part('month') - 1, part('day')) / 86_400_000;
    return { day, minutes: part('hour') * 60 + part('minute') };
  };
}

const quarters = (from: number, to: number) =>
  fc.integer({ min: from / 15, max: to / 15 }).map((n) => n * 15);
const hours = fc
  .record({ from: quarters(0, 1_425), to: quarters(0, 1_440) })
  .filter(({ from, to }) => from !== to);
const weekdays = fc.subarray([...WEEKDAYS], { minLength: 1 });

/** Instants a quarter of an hour apart, three in four of them within two days of a change of the clocks. */
const moments = fc.constantFrom(...ZONES).chain((zone) => {
  const change = Temporal.Instant.fromEpochMilliseconds(START)
    .toZonedDateTimeISO(zone)
    .getTimeZoneTransition('next');
  const changes = [change, change?.getTimeZoneTransition('next')].flatMap((each) =>
    each ? [each.epochMilliseconds] : [],
  );
  const near = fc
    .tuple(fc.constantFrom(...changes, START + 59 * 86_400_000), fc.integer({ min: -192, max: 192 }))
    .map(([at, away]) => at + away * QUARTER);
  const any = fc.integer({ min: 0, max: 2 * 365 * 96 }).map((n) => START + n * QUARTER);
  return fc.record({ zone: fc.constant(zone), instant: fc.oneof(near, near, near, any) });
});

const schedules: fc.Arbitrary<Schedule> = fc
  .record({
    windows: fc.array(
      fc.tuple(weekdays, hours).map(([days, each]): OpenWindow => ({ days, ...each })),
      { minLength: 1, maxLength: 3 },
    ),
    quietHours: fc.option(hours, { nil: undefined }),
    holidays: fc.array(
      fc
        .integer({ min: 0, max: 730 })
        .map((day) => new Date(START + day * 86_400_000).toISOString().slice(0, 10)),
      { maxLength: 40 },
    ),
  })
  .map(({ windows, quietHours, holidays }) => ({
    timezone: 'contact',
    days: WEEKDAYS.filter((day) => windows.some(({ days }) => days.includes(day))),
    ...{ from: 0, to: 1_440 },
    windows,
    ...(quietHours !== undefined && { quietHours }),
    holidays,
  }))
  .filter((schedule) => !neverOpens(schedule));

/** The rules as they are told, on what Intl shows. */
function isOpen(schedule: Schedule, { day, minutes }: { day: number; minutes: number }): boolean {
  const weekday = (of: number) => WEEKDAYS[(of + 3) % 7];
  const holiday = (of: number) =>
    schedule.holidays.includes(new Date(of * 86_400_000).toISOString().slice(0, 10));
  const opensOn = ({ days }: OpenWindow, of: number) =>
    days.some((each) => each === weekday(of)) && !holiday(of);
  const { quietHours: quiet } = schedule;
  const isQuiet =
    quiet !== undefined &&
    (quiet.from < quiet.to
      ? minutes >= quiet.from && minutes < quiet.to
      : minutes >= quiet.from || minutes < quiet.to);
  if (isQuiet || holiday(day)) return false;
  return (schedule.windows ?? []).some((window) =>
    window.from < window.to
      ? opensOn(window, day) && minutes >= window.from && minutes < window.to
      : (opensOn(window, day) && minutes >= window.from) || (opensOn(window, day - 1) && minutes < window.to),
  );
}

test('the next open slot is the first quarter of an hour that is open by what Intl shows', () => {
  fc.assert(
    fc.property(schedules, moments, (schedule, { zone, instant }) => {
      const shows = clock(zone);
      let expected = instant;
      while (!isOpen(schedule, shows(expected))) expected += QUARTER;
      const found = calendarOf(schedule, { timezone: zone, attributes: {} }).nextOpen(instant);
      expect(new Date(found).toISOString()).toBe(new Date(expected).toISOString());
    }),
    { numRuns: 300 },
  );
});

function due(step: Record<string, unknown>, zone: string, enrolledAt: number): number {
  const parsed = parseSequence({
    ...{ key: 'demo', goal: 'replied' },
    steps: [{ key: 'a', type: 'email', subject: 'Hello', body: 'Hi', ...step }],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [first] = parsed.sequence.steps;
  if (first === undefined) throw new Error('There is no step.');
  const timing = { contact: { timezone: zone, attributes: {} }, enrolledAt, lastEmailAt: null };
  return dueAt(parsed.sequence, first, stepTypes.email, timing, enrolledAt);
}

/** Is this the first instant of a day at which its clock shows a time or, where it skips it, a later one? */
function expectFirst(zone: string, instant: number, day: number, minutes: number) {
  const shows = clock(zone);
  const after = shows(instant);
  expect(after.day * 1_440 + after.minutes).toBeGreaterThanOrEqual(day * 1_440 + minutes);
  // Whatever came before, back to where clocks may have been turned back to, was earlier in the day.
  for (const back of [1, QUARTER, 2 * QUARTER, 3 * QUARTER, 4 * QUARTER]) {
    const before = shows(instant - back);
    expect(before.day * 1_440 + before.minutes).toBeLessThan(day * 1_440 + minutes);
  }
}

describe('up to 400 days on, over leap days and changes of the clocks, a step falls due', () => {
  const days = fc.integer({ min: 0, max: 400 });

  test('at the local time of the enrollment on its day', () => {
    fc.assert(
      fc.property(moments, days, ({ zone, instant }, day) => {
        fc.pre(day > 0);
        const enrolled = clock(zone)(instant);
        expectFirst(zone, due({ day }, zone, instant), enrolled.day + day, enrolled.minutes);
      }),
      { numRuns: 500 },
    );
  });

  test('at its own time on its day, or on the day after where that has passed', () => {
    fc.assert(
      fc.property(moments, days, quarters(0, 1_425), ({ zone, instant }, day, minutes) => {
        const at = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
        for (const step of [
          { day, at },
          { after: `${day}d`, at },
        ]) {
          const found = due(step, zone, instant);
          const onDay = clock(zone)(instant).day + day;
          const later = clock(zone)(found).day > onDay;
          expect(found).toBeGreaterThanOrEqual(instant);
          if (later) expect(day).toBe(0);
          expectFirst(zone, found, onDay + (later ? 1 : 0), minutes);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('so many hours later, whatever the clocks do', () => {
    fc.assert(
      fc.property(moments, days, ({ zone, instant }, day) => {
        expect(due({ after: `PT${day * 24}H` }, zone, instant) - instant).toBe(day * 86_400_000);
      }),
    );
  });
});

test('the zone of a country is one that Intl knows', () => {
  expect(COUNTRIES_OF_ONE_ZONE.length).toBeGreaterThan(200);
  for (const country of COUNTRIES_OF_ONE_ZONE) {
    const timeZone = zoneOfCountry(country) ?? 'none';
    expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
  }
  for (const country of ['US', 'CA', 'AU', 'ES', 'XX', '']) expect(zoneOfCountry(country)).toBeNull();
});
