import { addDelay, addGap, type Calendar, calendarOf } from './calendar/slot.ts';
import { addDays, DAY, fromLocal, localDay, MINUTE, toLocal } from './calendar/zone.ts';
import type { Enrollment } from './enrollment.ts';
import type { Delay, Instant, Sequence, Step, StepBase } from './sequence.ts';
import type { AnyStepType } from './steps/step-type.ts';

/** The part of an enrollment that due times hang on. */
export type Timing = Pick<Enrollment, 'enrolledAt' | 'lastEmailAt'> & {
  readonly contact: Pick<Enrollment['contact'], 'timezone' | 'attributes'>;
};

/** When a step falls due, where the step before it was done at `doneAt`. */
export function dueAt(
  sequence: Sequence,
  step: Step,
  type: AnyStepType,
  timing: Timing,
  doneAt: Instant,
): Instant {
  const calendar = calendarOf(sequence.schedule, timing.contact);
  const time = step.slot?.at ?? null;
  if (time === null) {
    const from = 'after' in step.due ? addDelay(calendar, doneAt, step.due.after) : doneAt;
    return open(sequence, step, type, timing, calendar, from);
  }
  const first =
    'day' in step.due
      ? startOf(calendar, step, step.due.day, timing)
      : timeOn(calendar, dayAfter(calendar, step.due.after, doneAt), time);
  const spaced = apart(sequence, type, timing, calendar, Math.max(doneAt, first));
  return slotOf(calendar, step).nextAt(spaced, time);
}

/**
 * The first instant, from `since` on, at which a step may be entered: not before its day, an email not before the gap
 * after the last one, and what reaches out to the contact only in open hours. Asking again at the answer answers the
 * same, so an engine that comes late, or a contact that is resumed, still keeps to the hours. What is late does not
 * wait for the time of day of its `at` to come round again.
 */
export function openAt(
  sequence: Sequence,
  step: Step,
  type: AnyStepType,
  timing: Timing,
  since: Instant,
): Instant {
  return open(sequence, step, type, timing, calendarOf(sequence.schedule, timing.contact), since);
}

function open(
  sequence: Sequence,
  step: Step,
  type: AnyStepType,
  timing: Timing,
  calendar: Calendar,
  since: Instant,
): Instant {
  const onDay = 'day' in step.due ? Math.max(since, startOf(calendar, step, step.due.day, timing)) : since;
  const spaced = apart(sequence, type, timing, calendar, onDay);
  return type.outward || 'day' in step.due ? slotOf(calendar, step).nextOpen(spaced) : spaced;
}

/** Where the day of a step begins for it: at its `at`, else at the time of day of the enrollment. */
function startOf(calendar: Calendar, { slot }: StepBase, day: number, { enrolledAt }: Timing): Instant {
  const time = slot?.at ?? null;
  return time === null
    ? addDays(calendar.zone, enrolledAt, day)
    : timeOn(calendar, localDay(toLocal(calendar.zone, enrolledAt)) + day, time);
}

/** Whole days count as days of the calendar here, not as so many hours. */
function dayAfter(calendar: Calendar, delay: Delay, doneAt: Instant): number {
  if (delay.unit === 'elapsed') return localDay(toLocal(calendar.zone, doneAt)) + Math.round(delay.ms / DAY);
  return localDay(toLocal(calendar.zone, addDelay(calendar, doneAt, delay)));
}

function timeOn(calendar: Calendar, day: number, time: number): Instant {
  return fromLocal(calendar.zone, day * DAY + time * MINUTE);
}

function apart(
  { minGap }: Sequence,
  type: AnyStepType,
  { lastEmailAt }: Timing,
  calendar: Calendar,
  instant: Instant,
): Instant {
  if (!type.mails || lastEmailAt === null) return instant;
  return Math.max(instant, addGap(calendar, lastEmailAt, minGap));
}

function slotOf(calendar: Calendar, { slot }: StepBase): Calendar {
  return slot === undefined ? calendar : calendar.within(slot);
}
