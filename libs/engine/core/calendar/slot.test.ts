import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Schedule } from '../sequence.ts';
import { addDelay, addGap, calendarOf } from './slot.ts';
import { WEEKDAYS } from './week.ts';
import { DAY, HOUR } from './zone.ts';

const at = (iso: string) => Date.parse(iso);
const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);

const OFFICE: Schedule = {
  timezone: 'contact',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: 9 * 60,
  to: 17 * 60,
  holidays: ['2026-12-25', '2026-04-06'],
};

const living = (timezone: string | null) => ({ timezone, attributes: {} });
const inBerlin = living('Europe/Berlin');

function nextOpen(schedule: Schedule, instant: string, contact = inBerlin): string {
  return iso(calendarOf(schedule, contact).nextOpen(at(instant)));
}

describe('the next open slot', () => {
  test('inside the hours is now, and the end is outside', () => {
    expect(nextOpen(OFFICE, '2026-01-07T08:00Z')).toBe('2026-01-07T08:00');
    expect(nextOpen(OFFICE, '2026-01-07T15:59Z')).toBe('2026-01-07T15:59');
    expect(nextOpen(OFFICE, '2026-01-07T16:00Z')).toBe('2026-01-08T08:00');
  });

  test('before the hours is later today', () => {
    expect(nextOpen(OFFICE, '2026-01-07T03:00Z')).toBe('2026-01-07T08:00');
  });

  test('over a weekend is Monday', () => {
    expect(nextOpen(OFFICE, '2026-01-09T18:00Z')).toBe('2026-01-12T08:00');
    expect(nextOpen(OFFICE, '2026-01-10T10:00Z')).toBe('2026-01-12T08:00');
  });

  test('over a holiday and the weekend after it is the Monday', () => {
    expect(nextOpen(OFFICE, '2026-12-25T10:00Z')).toBe('2026-12-28T08:00');
  });

  test('is reckoned on the local day, on both sides of UTC', () => {
    // 20:00 UTC on a Friday is Saturday morning in Tokyo.
    expect(nextOpen(OFFICE, '2026-01-09T20:00Z', living('Asia/Tokyo'))).toBe('2026-01-12T00:00');
    // 01:00 UTC on a Monday is Sunday evening in Los Angeles.
    expect(nextOpen(OFFICE, '2026-01-12T01:00Z', living('America/Los_Angeles'))).toBe('2026-01-12T17:00');
  });

  test('is in UTC for a contact without a zone, or with none that exists', () => {
    expect(nextOpen(OFFICE, '2026-01-07T03:00Z', living(null))).toBe('2026-01-07T09:00');
    expect(nextOpen(OFFICE, '2026-01-07T03:00Z', living('Mars/Olympus'))).toBe('2026-01-07T09:00');
  });

  test('that opens inside the hour that spring skips opens when the clock has jumped', () => {
    const night: Schedule = { ...OFFICE, days: ['sun'], from: 2 * 60 + 30, to: 5 * 60, holidays: [] };
    expect(nextOpen(night, '2026-03-28T12:00Z')).toBe('2026-03-29T01:00');
  });

  test('that lies wholly in the skipped hour is a week later', () => {
    const gone: Schedule = { ...OFFICE, days: ['sun'], from: 2 * 60, to: 2 * 60 + 30, holidays: [] };
    expect(nextOpen(gone, '2026-03-28T12:00Z')).toBe('2026-04-05T00:00');
  });

  test('in the hour that autumn repeats never lies in the past', () => {
    const night: Schedule = { ...OFFICE, days: ['sun'], from: 2 * 60 + 30, to: 2 * 60 + 45, holidays: [] };
    expect(nextOpen(night, '2026-10-25T00:00Z')).toBe('2026-10-25T00:30');
    // 02:15 for the second time.
    expect(nextOpen(night, '2026-10-25T01:15Z')).toBe('2026-10-25T01:30');
  });
});

describe('delays', () => {
  const office = calendarOf(OFFICE, inBerlin);

  test('elapsed time is elapsed time', () => {
    expect(iso(addDelay(office, at('2026-03-28T12:00Z'), { unit: 'elapsed', ms: 36 * HOUR }))).toBe(
      '2026-03-30T00:00',
    );
  });

  test('business days leave out weekends and holidays and keep the local time', () => {
    const threeDays = { unit: 'business-days', days: 3 } as const;
    expect(iso(addDelay(office, at('2026-01-08T10:00Z'), threeDays))).toBe('2026-01-13T10:00');
    // Good Friday is open in this calendar, Easter Monday is not; the clocks change before it.
    expect(iso(addDelay(office, at('2026-03-27T10:00Z'), { unit: 'business-days', days: 7 }))).toBe(
      '2026-04-08T09:00',
    );
  });

  test('from a closed day, a business day is a whole open day', () => {
    const oneDay = { unit: 'business-days', days: 1 } as const;
    expect(iso(addDelay(office, at('2026-01-09T10:00Z'), oneDay))).toBe('2026-01-12T10:00');
    expect(iso(addDelay(office, at('2026-01-10T10:00Z'), oneDay))).toBe('2026-01-12T23:00');
    expect(iso(addDelay(office, at('2026-01-10T10:00Z'), { unit: 'business-days', days: 0 }))).toBe(
      '2026-01-10T10:00',
    );
  });

  test('without a schedule, business days are Monday to Friday', () => {
    const calendar = calendarOf(null, inBerlin);
    expect(iso(addDelay(calendar, at('2026-01-09T22:30Z'), { unit: 'business-days', days: 1 }))).toBe(
      '2026-01-12T22:30',
    );
  });

  test('a gap of whole days keeps the local time, one of hours does not', () => {
    expect(iso(addGap(office, at('2026-03-28T08:00Z'), DAY))).toBe('2026-03-29T07:00');
    expect(iso(addGap(office, at('2026-03-28T08:00Z'), 12 * HOUR))).toBe('2026-03-28T20:00');
  });
});

test('a slot is never in the past, is open, stays what it is, and never overtakes a later one', () => {
  const schedules = fc.record({
    timezone: fc.constant('contact'),
    days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
    from: fc.integer({ min: 0, max: 1_438 }),
    to: fc.constant(1_440),
    holidays: fc.subarray(['2026-03-29', '2026-10-25', '2026-01-01', '2026-11-01']),
  });
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'UTC',
  );
  const instants = fc.integer({ min: at('2026-01-01'), max: at('2026-12-31') });
  fc.assert(
    fc.property(schedules, zones, instants, instants, (schedule, timezone, one, other) => {
      const calendar = calendarOf(schedule, living(timezone));
      const [first, second] = one < other ? [one, other] : [other, one];
      const slot = calendar.nextOpen(first);
      expect(slot).toBeGreaterThanOrEqual(first);
      expect(calendar.nextOpen(slot)).toBe(slot);
      expect(calendar.nextOpen(second)).toBeGreaterThanOrEqual(slot);
      const parts = new Intl.DateTimeFormat('en-GB', {
        timeZone: timezone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }).formatToParts(slot);
      const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
      expect(schedule.days.map(String)).toContain(part('weekday').toLowerCase());
      expect(Number(part('hour')) * 60 + Number(part('minute'))).toBeGreaterThanOrEqual(schedule.from);
    }),
    { numRuns: 500 },
  );
});
