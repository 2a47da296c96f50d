import type { Contact } from '../enrollment.ts';
import type { Delay, Instant, Schedule, Sequence, Weekday } from '../sequence.ts';
import { addDays, DAY, findZone, fromLocal, localDay, MINUTE, toLocal, UTC, type Zone } from './zone.ts';

export const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Which days and hours are open, and on whose clock. */
export interface Calendar {
  readonly zone: Zone;
  isOpenDay(day: number): boolean;
  /** The first instant from this one on at which the schedule is open. */
  nextOpen(instant: Instant): Instant;
}

/** The calendar of a sequence for one contact: in the schedule's zone, UTC where there is none. */
export function calendarOf(schedule: Schedule | null, contact: Pick<Contact, 'timezone'>): Calendar {
  if (schedule === null) return ALWAYS;
  const name = schedule.timezone === 'contact' ? contact.timezone : schedule.timezone;
  const zone = (name === null ? null : findZone(name)) ?? UTC;
  return openHours(schedule, zone);
}

/**
 * An instant after a delay: elapsed time, or that many open days on at the same local time. What begins on a closed day
 * counts from the start of the next open one (Saturday and one business day is the end of Monday), so that whoever
 * begins later is never done earlier.
 */
export function addDelay(calendar: Calendar, instant: Instant, delay: Delay): Instant {
  if (delay.unit === 'elapsed') return instant + delay.ms;
  if (delay.days === 0) return instant;
  const local = toLocal(calendar.zone, instant);
  const today = localDay(local);
  const begins = firstOpenDay(calendar, today);
  let day = begins;
  for (let left = delay.days; left > 0; left--) day = firstOpenDay(calendar, day + 1);
  return fromLocal(calendar.zone, day * DAY + (begins === today ? local - today * DAY : 0));
}

/** The end of the least gap after an email: whole days keep the local time, so that a daily mail stays at its hour. */
export function addGap(calendar: Calendar, instant: Instant, gap: Sequence['minGap']): Instant {
  return gap % DAY === 0 ? addDays(calendar.zone, instant, gap / DAY) : instant + gap;
}

/** Without a schedule every hour is open, and business days are Monday to Friday in UTC. */
const ALWAYS: Calendar = {
  zone: UTC,
  isOpenDay: (day) => weekdayOf(day) < 5,
  nextOpen: (instant) => instant,
};

const calendars = new WeakMap<Schedule, Map<Zone, Calendar>>();

function openHours(schedule: Schedule, zone: Zone): Calendar {
  let ofZones = calendars.get(schedule);
  if (ofZones === undefined) {
    ofZones = new Map();
    calendars.set(schedule, ofZones);
  }
  let calendar = ofZones.get(zone);
  if (calendar === undefined) {
    calendar = createOpenHours(schedule, zone);
    ofZones.set(zone, calendar);
  }
  return calendar;
}

function createOpenHours(schedule: Schedule, zone: Zone): Calendar {
  const weekdays = new Set(schedule.days.map((day) => WEEKDAYS.indexOf(day)));
  const holidays = new Set(schedule.holidays.map((date) => localDay(Date.parse(`${date}T00:00:00Z`))));
  const from = schedule.from * MINUTE;
  const to = schedule.to * MINUTE;
  const isOpenDay = (day: number) => weekdays.has(weekdayOf(day)) && !holidays.has(day);
  const isOpen = (instant: Instant) => {
    const local = toLocal(zone, instant);
    const time = local - localDay(local) * DAY;
    return time >= from && time < to && isOpenDay(localDay(local));
  };
  return {
    zone,
    isOpenDay,
    nextOpen(instant) {
      if (isOpen(instant)) return instant;
      const local = toLocal(zone, instant);
      // Each holiday shuts at most one open day, so this many days hold an open one; two more for days a zone skips.
      const horizon = localDay(local) + 7 * (holidays.size + 3);
      for (let day = localDay(local); day <= horizon; day++) {
        if (!isOpenDay(day)) continue;
        const opening = day * DAY + from;
        let start = fromLocal(zone, opening);
        // In the hour that comes twice, the opening may be the second one: count on from now.
        if (start < instant && opening >= local) start = instant + (opening - local);
        if (start >= instant && isOpen(start)) return start;
      }
      return instant;
    },
  };
}

/** 0 is Monday. 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function firstOpenDay(calendar: Calendar, from: number): number {
  let day = from;
  while (!calendar.isOpenDay(day)) day += 1;
  return day;
}
