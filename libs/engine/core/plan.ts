import { DAY } from './calendar/zone.ts';
import type { Delay, Sequence } from './sequence.ts';
import { stepTypes } from './steps/index.ts';
import type { StepTypes } from './steps/step-type.ts';

/**
 * The day, counted from enrollment's day 0, that a step is planned for: its own `day`, else that of the step before it
 * in the file plus what lies between (open hours, tasks and branches may make it later). Whole days, rounded down; a
 * step with an `at` stands on a whole day, from which the ones behind it count.
 * A key that the sequence does not have is a RangeError.
 */
export function plannedDay(sequence: Sequence, stepKey: string, types: StepTypes = stepTypes): number {
  let day = 0;
  for (const step of sequence.steps) {
    if ('day' in step.due) day = Math.max(day, step.due.day);
    else day += inDays(step.due.after, sequence);
    if ((step.slot?.at ?? null) !== null) day = Math.floor(day);
    if (step.key === stepKey) return Math.floor(day);
    const lasts = types[step.type]?.lasts?.(step) ?? null;
    if (lasts !== null) day += inDays(lasts, sequence);
  }
  throw new RangeError(`The sequence "${sequence.key}" has no step "${stepKey}".`);
}

/** Does running this sequence need to know what has been seen of its contacts? */
export function needsSightings(sequence: Sequence, types: StepTypes = stepTypes): boolean {
  return sequence.steps.some((step) => types[step.type]?.looksBack?.(step) === true);
}

/** A delay in days: n business days are n weeks shared out over the open days of a week. */
export function inDays(delay: Delay, { schedule }: Sequence): number {
  if (delay.unit === 'elapsed') return delay.ms / DAY;
  return (delay.days * 7) / (schedule?.days.length ?? 5);
}
