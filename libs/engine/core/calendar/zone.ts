import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../sequence.ts';
import { isRangeError } from './is-range-error.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Local time as a number: milliseconds since 1970-01-01T00:00 on the wall clock of a zone. */
export type LocalTime = number;

/** The wall clock of one place. */
export interface Zone {
  readonly name: string;
  /** Milliseconds that local time is ahead of UTC. */
  offsetAt(instant: Instant): number;
}

const ZONES_KEPT = 2_000;
const zones = new Map<string, Zone | null>();

/** The zone of an IANA name (`Europe/Berlin`, `UTC`), or null where there is none; offsets such as `+02:00` are none. */
export function findZone(name: string): Zone | null {
  let zone = zones.get(name);
  if (zone === undefined) {
    // Names come from contacts: without a bound, junk would fill the memory.
    if (zones.size >= ZONES_KEPT) zones.clear();
    zone = isZoneName(name) ? createZone(name) : null;
    zones.set(name, zone);
  }
  return zone;
}

export const UTC: Zone = { name: 'UTC', offsetAt: () => 0 };

/** What the wall clock of a zone shows at an instant. */
export function toLocal(zone: Zone, instant: Instant): LocalTime {
  return instant + zone.offsetAt(instant);
}

/**
 * The instant at which the wall clock of a zone shows a local time. A time that comes twice is the first of the two; one
 * that is skipped is the first instant behind the gap, so that a later local time is never an earlier instant.
 */
export function fromLocal(zone: Zone, local: LocalTime): Instant {
  const before = zone.offsetAt(local - DAY);
  const after = zone.offsetAt(local + DAY);
  const earlier = local - before;
  if (before === after || zone.offsetAt(earlier) === before) return earlier;
  const later = local - after;
  return zone.offsetAt(later) === after ? later : changeBetween(zone, later, earlier);
}

/** The first instant with the offset of `end`, where the offset changes once after `start`. */
function changeBetween(zone: Zone, start: Instant, end: Instant): Instant {
  const offset = zone.offsetAt(end);
  let before = start;
  let change = end;
  while (change - before > 1) {
    const middle = Math.floor((before + change) / 2);
    if (zone.offsetAt(middle) === offset) change = middle;
    else before = middle;
  }
  return change;
}

/** The same local time a number of calendar days on. */
export function addDays(zone: Zone, instant: Instant, days: number): Instant {
  return days === 0 ? instant : fromLocal(zone, toLocal(zone, instant) + days * DAY);
}

/** Days from 1970-01-01 to the local date. */
export function localDay(local: LocalTime): number {
  return Math.floor(local / DAY);
}

interface Change {
  readonly at: Instant;
  readonly before: number;
  readonly after: number;
}

/**
 * Offsets are asked for once a UTC day and kept: Temporal takes 10 to 70 µs for one, and a sequence asks several times
 * for each step of each contact, on a few hundred days in all.
 */
function createZone(name: string): Zone {
  const days = new Map<number, number | Change>();
  const dayOf = (day: number): number | Change => {
    const before = readOffset(name, day * DAY);
    const after = readOffset(name, (day + 1) * DAY);
    if (before === after) return before;
    // One millisecond on: a change at midnight sharp counts as before it.
    const change = Temporal.Instant.fromEpochMilliseconds((day + 1) * DAY + 1)
      .toZonedDateTimeISO(name)
      .getTimeZoneTransition('previous');
    return { at: change?.epochMilliseconds ?? day * DAY, before, after };
  };
  return {
    name,
    offsetAt(instant) {
      const day = Math.floor(instant / DAY);
      let offset = days.get(day);
      if (offset === undefined) {
        offset = dayOf(day);
        days.set(day, offset);
      }
      if (typeof offset === 'number') return offset;
      return instant < offset.at ? offset.before : offset.after;
    },
  };
}

function readOffset(name: string, instant: Instant): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name);
  return Math.round(zoned.offsetNanoseconds / 1e6);
}

function isZoneName(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    new Temporal.ZonedDateTime(0n, name);
    return true;
  } catch (error) {
    if (isRangeError(error)) return false;
    throw error;
  }
}
