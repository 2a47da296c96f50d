import { addDelay, addGap, type Calendar, calendarOf } from './calendar/slot.ts';
import { addDays } from './calendar/zone.ts';
import type { Enrollment } from './enrollment.ts';
import type { Instant, Sequence, Step } from './sequence.ts';
import type { AnyStepType } from './steps/step-type.ts';

/** The part of an enrollment that due times hang on. */
export type Timing = Pick<Enrollment, 'enrolledAt' | 'lastEmailAt'> & {
  readonly contact: Pick<Enrollment['contact'], 'timezone'>;
};

/** When a step falls due, where the step before it was done at `doneAt`. */
export function dueAt(
  sequence: Sequence,
  step: Step,
  type: AnyStepType,
  timing: Timing,
  doneAt: Instant,
): Instant {
  const from =
    'after' in step.due
      ? addDelay(calendarOf(sequence.schedule, timing.contact), doneAt, step.due.after)
      : doneAt;
  return openAt(sequence, step, type, timing, from);
}

/**
 * The first instant, from `since` on, at which a step may be entered: not before its day, an email not before the gap
 * after the last one, and what reaches out to the contact only in open hours. Asking again at the answer answers the
 * same, so an engine that comes late, or a contact that is resumed, still keeps to the hours.
 */
export function openAt(
  sequence: Sequence,
  step: Step,
  type: AnyStepType,
  timing: Timing,
  since: Instant,
): Instant {
  const calendar = calendarOf(sequence.schedule, timing.contact);
  const onDay =
    'day' in step.due ? Math.max(since, addDays(calendar.zone, timing.enrolledAt, step.due.day)) : since;
  const spaced = type.mails ? Math.max(onDay, gapEnd(sequence, calendar, timing)) : onDay;
  return type.outward || 'day' in step.due ? calendar.nextOpen(spaced) : spaced;
}

function gapEnd(sequence: Sequence, calendar: Calendar, { lastEmailAt }: Timing): Instant {
  return lastEmailAt === null ? Number.NEGATIVE_INFINITY : addGap(calendar, lastEmailAt, sequence.minGap);
}
