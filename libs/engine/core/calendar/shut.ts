import type { Schedule, Slot } from '../sequence.ts';
import { calendarOf, EVERY_HOUR, weekOfSchedule, weekOfSlot } from './slot.ts';
import { both, holds } from './week.ts';
import { holidayLists, holidaysOf } from './whereabouts.ts';
import { localDay, MINUTE } from './zone.ts';

/** Nobody waits for longer than this on purpose. */
const LONGEST_CLOSED = 366;

const ANY_TIME: Slot = { at: null, days: null, between: null };

/** Is there no time at all in any week at which a step with these hours can fall due? */
export function neverOpens(schedule: Schedule | null, slot: Slot = ANY_TIME): boolean {
  const week = both(schedule === null ? EVERY_HOUR : weekOfSchedule(schedule), weekOfSlot(slot));
  return !week.whole.some((spans) => (slot.at === null ? spans.length > 0 : holds(spans, slot.at * MINUTE)));
}

export interface Closed {
  /** The holidays of a country or region; null for those of everybody else. */
  readonly list: string | null;
  /** The first holiday of the time. */
  readonly since: string;
  readonly days: number;
}

/** Fewer do not even close the one day of each week. */
const FEWEST_HOLIDAYS = 52;

const known = new WeakMap<Schedule, Map<string, Closed | null>>();

/**
 * A time of more than a year in which holidays keep a schedule, or the hours of a step, closed. It must open at all.
 * What was found is kept: 100 steps ask the same of one schedule, and with 45,000 dates in it that took 30 s.
 */
export function closedForAYear(schedule: Schedule, slot: Slot = ANY_TIME): Closed | null {
  const answers = known.get(schedule) ?? new Map<string, Closed | null>();
  known.set(schedule, answers);
  const question = JSON.stringify(slot);
  const before = answers.get(question);
  if (before !== undefined) return before;
  const found = findClosed(schedule, slot);
  answers.set(question, found);
  return found;
}

function findClosed(schedule: Schedule, slot: Slot): Closed | null {
  for (const list of [null, ...Object.keys(schedule.regionalHolidays ?? {})]) {
    const country = list?.split('-')[0];
    const contact = { timezone: 'UTC', attributes: list === null ? {} : { country, region: list } };
    const dates = holidaysOf(schedule, holidayLists(schedule, contact));
    if (dates.length < FEWEST_HOLIDAYS) continue;
    const calendar = calendarOf(schedule, contact).within(slot);
    const isOpen = (day: number): boolean => {
      const spans = calendar.spansOf(day);
      return slot.at === null ? spans.length > 0 : holds(spans, slot.at * MINUTE);
    };
    let opens = Number.NEGATIVE_INFINITY;
    for (const since of dates.toSorted()) {
      const day = localDay(Date.parse(`${since}T00:00:00Z`));
      if (day < opens) continue;
      opens = day;
      while (!isOpen(opens)) opens += 1;
      if (opens - day > LONGEST_CLOSED) return { list, since, days: opens - day };
    }
  }
  return null;
}
