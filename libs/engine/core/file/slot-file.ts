import { closedForAYear, neverOpens } from '../calendar/shut.ts';
import { DAY } from '../calendar/zone.ts';
import type { Schedule, Slot, StepBase } from '../sequence.ts';
import type { AnyStepType } from '../steps/step-type.ts';
import { parseTime, timeField, weekdaysField } from './field.ts';
import { hoursFile, readHours } from './hours-file.ts';
import { type Report, within } from './reading.ts';

/** The hours that a step keeps for itself. */
export const slotFields = {
  at: timeField.optional(),
  days: weekdaysField.optional(),
  between: hoursFile.optional(),
};

interface SlotReading {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly fields: { readonly at?: string | undefined; readonly days?: Slot['days'] | undefined };
  readonly report: Report;
}

/** The hours of a step, or null where it has none or they were wrong and have been reported. */
export function readSlot(
  { raw, fields, report }: SlotReading,
  due: StepBase['due'] | null,
  type: AnyStepType,
): Slot | null {
  const named = Object.keys(slotFields).find((field) => raw[field] !== undefined && raw[field] !== null);
  if (named === undefined) return null;
  if (!type.outward) {
    report(
      [named],
      `A step of type ${type.type} keeps no hours: it reaches out to nobody.`,
      `Put "${named}" on the email or task that follows.`,
    );
    return null;
  }
  const at = fields.at === undefined ? null : parseTime(fields.at);
  if (at === 24 * 60) {
    report(['at'], 'A day has no time of 24:00 of its own.', 'Write "00:00" and the next day.');
    return null;
  }
  if (
    at !== null &&
    due !== null &&
    'after' in due &&
    due.after.unit === 'elapsed' &&
    due.after.ms % DAY !== 0
  ) {
    report(
      ['at'],
      `"at" names a time of day, and "after: ${String(raw.after)}" leads to one already.`,
      'Write "after" in whole days, such as 2d, or use "between" for hours of the day.',
    );
    return null;
  }
  const given = raw.between !== undefined && raw.between !== null;
  const between = given ? readHours(raw.between, within(report, 'between')) : null;
  if (given && between === null) return null;
  const days = fields.days === undefined ? null : [...new Set(fields.days ?? [])];
  return at === null && days === null && between === null ? null : { at, days, between };
}

/** Reports a step whose hours its schedule never opens. */
export function checkSlot(slot: Slot, schedule: Schedule | null, report: Report): void {
  // What is wrong with the schedule has been said there.
  if (neverOpens(schedule)) return;
  const { days, between } = slot;
  const field =
    (days !== null && neverOpens(schedule, { at: null, days, between: null }) && 'days') ||
    (between !== null && neverOpens(schedule, { at: null, days, between }) && 'between') ||
    (neverOpens(schedule, slot) && 'at') ||
    null;
  if (field !== null) {
    const others = schedule === null ? 'what the step says beside it' : 'the schedule';
    report([field], `The step never falls due: ${NEVER[field]}.`, `Change it, or ${others}.`);
    return;
  }
  const closed =
    schedule === null || closedForAYear(schedule) !== null ? null : closedForAYear(schedule, slot);
  if (closed === null) return;
  report(
    [days === null ? 'between' : 'days'],
    `Holidays leave no time for the step for ${closed.days} days from ${closed.since}.`,
    'Let it fall due on other days, too.',
  );
}

const NEVER = {
  days: 'none of its "days" is open',
  between: 'its hours "between" are never open on its days',
  at: 'the time of its "at" is never open on its days',
} as const;
