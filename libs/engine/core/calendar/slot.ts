import type { Delay, Instant, Schedule, Sequence, Slot } from '../sequence.ts';
import { both, holds, type Span, WEEKDAYS, type Week, weekOf, without } from './week.ts';
import { clockOf, holidayLists, holidaysOf, type Whereabouts } from './whereabouts.ts';
import { addDays, DAY, fromLocal, localDay, MINUTE, toLocal, type Zone } from './zone.ts';

/** Which days and hours are open, and on whose clock. */
export interface Calendar {
  readonly zone: Zone;
  /** Does the schedule open on this local day? Those are its business days. */
  isOpenDay(day: number): boolean;
  /** The first instant from this one on that is open. */
  nextOpen(instant: Instant): Instant;
  /** The first instant from this one on that is open and at which the clock shows a time, in minutes since midnight. */
  nextAt(instant: Instant, time: number): Instant;
  /** The open time of a local day. */
  spansOf(day: number): readonly Span[];
  /** The same for a step that keeps hours of its own. */
  within(slot: Slot): Calendar;
}

/** The calendar of a sequence for one contact. Without a schedule every hour is open, and business days are Monday to Friday. */
export function calendarOf(schedule: Schedule | null, contact: Whereabouts): Calendar {
  const zone = clockOf(schedule, contact);
  const lists = schedule === null ? '' : holidayLists(schedule, contact);
  const ofSchedule = kept(calendars, schedule ?? NONE, () => new Map<string, WeakMap<Zone, Calendar>>());
  let ofZones = ofSchedule.get(lists);
  if (ofZones === undefined) {
    ofZones = new WeakMap();
    ofSchedule.set(lists, ofZones);
  }
  return kept(ofZones, zone, () => (schedule === null ? alwaysOpen(zone) : openHours(schedule, lists, zone)));
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

/** The week that a schedule keeps open, but for holidays. */
export function weekOfSchedule(schedule: Schedule): Week {
  const week = weekOf(schedule.windows ?? [schedule]);
  return schedule.quietHours === undefined ? week : without(week, schedule.quietHours);
}

/** The week in which a step may fall due, whatever the schedule says. */
export function weekOfSlot({ days, between }: Slot): Week {
  return weekOf([{ days: days ?? WEEKDAYS, ...(between ?? { from: 0, to: 24 * 60 }) }]);
}

const NONE = {};
const calendars = new WeakMap<object, Map<string, WeakMap<Zone, Calendar>>>();
export const EVERY_HOUR = weekOf([{ days: WEEKDAYS, from: 0, to: 24 * 60 }]);

function alwaysOpen(zone: Zone): Calendar {
  const isWorkday = (day: number) => weekdayOf(day) < 5;
  return { ...openCalendar(zone, EVERY_HOUR, new Set(), isWorkday), nextOpen: (instant) => instant };
}

function openHours(schedule: Schedule, lists: string, zone: Zone): Calendar {
  const dates = holidaysOf(schedule, lists);
  const holidays = new Set(dates.map((date) => localDay(Date.parse(`${date}T00:00:00Z`))));
  const week = weekOfSchedule(schedule);
  const opens = WEEKDAYS.map((day) => schedule.days.includes(day));
  return openCalendar(zone, week, holidays, (day) => opens[weekdayOf(day)] === true && !holidays.has(day));
}

/** On a holiday nothing is open: what would open does not, and what runs in from the day before ends at midnight. */
function openCalendar(
  zone: Zone,
  week: Week,
  holidays: ReadonlySet<number>,
  isOpenDay: Calendar['isOpenDay'],
): Calendar {
  const spansOf = (day: number): readonly Span[] => {
    const weekday = weekdayOf(day);
    if (holidays.size === 0) return week.whole[weekday] ?? [];
    if (holidays.has(day)) return [];
    return (holidays.has(day - 1) ? week.own[weekday] : week.whole[weekday]) ?? [];
  };
  // Each holiday shuts at most one opening of a week; two weeks more for days and hours that a zone skips.
  const horizon = 7 * (holidays.size + 3);
  const isOpen = (instant: Instant): boolean => {
    const local = toLocal(zone, instant);
    const day = localDay(local);
    return holds(spansOf(day), local - day * DAY);
  };
  const narrowed = new WeakMap<Slot, Calendar>();
  return {
    zone,
    isOpenDay,
    spansOf,
    nextOpen(instant) {
      const local = toLocal(zone, instant);
      const today = localDay(local);
      if (holds(spansOf(today), local - today * DAY)) return instant;
      for (let day = today; day <= today + horizon; day++) {
        for (const span of spansOf(day)) {
          const opening = day * DAY + span.from;
          let start = fromLocal(zone, opening);
          // In the hour that comes twice, the opening may be the second one: count on from now.
          if (start < instant && opening >= local) start = instant + (opening - local);
          if (start >= instant && isOpen(start)) return start;
        }
      }
      // No file that is accepted gets here: a schedule that never opens is refused.
      return instant;
    },
    nextAt(instant, time) {
      const today = localDay(toLocal(zone, instant));
      for (let day = today; day <= today + horizon; day++) {
        if (!holds(spansOf(day), time * MINUTE)) continue;
        const start = fromLocal(zone, day * DAY + time * MINUTE);
        if (start >= instant && isOpen(start)) return start;
      }
      return instant;
    },
    within: (slot) =>
      kept(narrowed, slot, () => openCalendar(zone, both(week, weekOfSlot(slot)), holidays, isOpenDay)),
  };
}

function kept<Key extends object, Value>(known: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
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
