import { calendarOf } from '../calendar/slot.ts';
import { WEEKDAYS } from '../calendar/week.ts';
import { DAY, localDay, toLocal } from '../calendar/zone.ts';
import type { Contact } from '../enrollment.ts';
import type { Instant, Sequence, Weekday } from '../sequence.ts';

/** Where an instant falls on the clock that a sequence keeps for a contact. */
export interface LocalSlot {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly weekday: Weekday;
  readonly hour: number;
}

/** What the clock of a sequence for a contact shows at an instant. */
export function localSlot({ schedule }: Sequence, contact: Contact, instant: Instant): LocalSlot {
  const local = toLocal(calendarOf(schedule, contact).zone, instant);
  const day = localDay(local);
  // 1970-01-01 was a Thursday.
  const weekday = WEEKDAYS[(((day + 3) % 7) + 7) % 7] ?? 'mon';
  return { day, weekday, hour: Math.floor((local - day * DAY) / 3_600_000) };
}
