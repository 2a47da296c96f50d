import { DAY, fromLocal, localDay, MINUTE, toLocal, type Zone } from './calendar/zone.ts';
import type { Contact } from './enrollment.ts';
import type { Instant } from './sequence.ts';

/** A date that a contact has as an attribute, and what is reckoned from it. */
export interface ContactDate {
  /** The name of the attribute. */
  readonly contact: string;
  /** In milliseconds, negative for before; whole days count as days of the calendar. */
  readonly offset: number;
  /** Minutes since local midnight of that day, or null: its own time, midnight for a date alone. */
  readonly at: number | null;
}

const FORM = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;
const FIRST = Date.UTC(1970, 0);
const END = Date.UTC(2100, 0);

/**
 * The instant that a date of a contact stands for, or null where the contact has none there: `2026-03-01`,
 * `2026-03-01T09:30` on the wall clock of `zone`, `2026-03-01T09:30Z` or with an offset; in the years 1970 to 2099.
 */
export function instantOf(
  { contact: field, offset, at }: ContactDate,
  { attributes }: Pick<Contact, 'attributes'>,
  zone: Zone,
): Instant | null {
  const value = Object.hasOwn(attributes, field) ? attributes[field] : undefined;
  const local = typeof value === 'string' ? localOf(value, zone) : null;
  if (local === null) return null;
  const time = at === null ? local : localDay(local) * DAY + at * MINUTE;
  const whole = offset % DAY === 0;
  const instant = fromLocal(zone, whole ? time + offset : time) + (whole ? 0 : offset);
  return instant >= FIRST && instant < END ? instant : null;
}

function localOf(text: string, zone: Zone): number | null {
  const [, date = '', time = '00:00', offset] = FORM.exec(text.trim()) ?? [];
  const day = Date.parse(`${date}T00:00Z`);
  // Date takes 30 February for 2 March.
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(date)) return null;
  const local = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(local)) return null;
  if (offset === undefined) return local;
  const instant = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(instant) ? null : toLocal(zone, instant);
}
