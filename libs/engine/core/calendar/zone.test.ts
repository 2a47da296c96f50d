import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { addDays, DAY, findZone, fromLocal, toLocal, type Zone } from './zone.ts';

function zoneOf(name: string): Zone {
  const zone = findZone(name);
  if (zone === null) throw new Error(`no zone ${name}`);
  return zone;
}

const at = (iso: string) => Date.parse(iso);

// Both sides of UTC, half and quarter hours, a daylight saving of 30 minutes, a skipped day, no daylight saving.
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/Los_Angeles',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Pacific/Apia',
  'Africa/Casablanca',
  'UTC',
];

describe('a local time that a zone skips or repeats', () => {
  const berlin = zoneOf('Europe/Berlin');

  test('in the gap of spring it is the first instant behind the gap', () => {
    expect(fromLocal(berlin, at('2026-03-29T02:30Z'))).toBe(at('2026-03-29T01:00Z'));
    expect(toLocal(berlin, at('2026-03-29T01:00Z'))).toBe(at('2026-03-29T03:00Z'));
  });

  test('in the hour that comes twice it is the first of the two', () => {
    expect(fromLocal(berlin, at('2026-10-25T02:30Z'))).toBe(at('2026-10-25T00:30Z'));
  });

  test('calendar days keep the local time across both', () => {
    expect(addDays(berlin, at('2026-03-28T08:00Z'), 1)).toBe(at('2026-03-29T07:00Z'));
    expect(addDays(berlin, at('2026-10-24T07:00Z'), 1)).toBe(at('2026-10-25T08:00Z'));
  });

  test('400 days on, over a 29 February, is exact', () => {
    expect(addDays(berlin, at('2028-01-31T08:00Z'), 400)).toBe(at('2029-03-06T08:00Z'));
  });
});

test('offsets are those of Temporal, at any instant', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: at('1990-01-01'), max: at('2060-01-01') }),
      (name, instant) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name);
        expect(zoneOf(name).offsetAt(instant)).toBe(zoned.offsetNanoseconds / 1e6);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('local times are those of Temporal, the first instant behind a gap and the first of two, above all on days on which the clock changes', () => {
  const changes = ZONES.flatMap((name) => {
    let zoned = Temporal.Instant.from('2005-01-01T00:00Z').toZonedDateTimeISO(name);
    const found: [string, number][] = [[name, zoned.epochMilliseconds]];
    for (let i = 0; i < 30; i++) {
      const next = zoned.getTimeZoneTransition('next');
      if (next === null || next.year > 2040) break;
      found.push([name, next.epochMilliseconds]);
      zoned = next;
    }
    return found;
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...changes),
      fc.integer({ min: -2 * DAY, max: 2 * DAY }),
      ([name, instant], away) => {
        const zone = zoneOf(name);
        const local = toLocal(zone, instant) + away;
        const expected = Temporal.Instant.fromEpochMilliseconds(local)
          .toZonedDateTimeISO('UTC')
          .toPlainDateTime();
        const earlier = expected.toZonedDateTime(name, { disambiguation: 'earlier' });
        const behindGap = earlier.getTimeZoneTransition('next');
        const found = earlier.toPlainDateTime().equals(expected) ? earlier : behindGap;
        expect(fromLocal(zone, local)).toBe(found?.epochMilliseconds);
      },
    ),
    { numRuns: 1_500 },
  );
});

test('names that are no zones are none, and offsets are none either', () => {
  for (const name of ['Mars/Olympus', '', 'contact', '+02:00', 'UTC+1', '__proto__', 'Europe/Berlin ']) {
    expect(findZone(name)).toBeNull();
  }
});
