import { WEEKDAYS } from './calendar/week.ts';
import { DAY } from './calendar/zone.ts';
import { stepGoal } from './goal.ts';
import { plannedDay } from './plan.ts';
import type { Goal, Sequence, Step, Weekday } from './sequence.ts';
import { stepTypes } from './steps/index.ts';
import type { StepTypes } from './steps/step-type.ts';
import { DEFAULT_WINDOW } from './time.ts';

/** Replies name the touch they answer (thread headers), so later touches do not take them away. */
const NAMES_ITS_TOUCH: Goal = 'replied';

/** Does the step reach out to the contact? The others have counts, and never a place in a ranking. */
export function isOutward(step: Step, types: StepTypes = stepTypes): boolean {
  return types[step.type]?.outward === true;
}

function outwardOf({ steps }: Sequence, types: StepTypes): Step[] {
  return steps.filter((step) => isOutward(step, types));
}

export function windowOf(step: Step): number {
  return step.window ?? DEFAULT_WINDOW;
}

/**
 * How long a touch is watched for an outcome, in milliseconds: the step's window where the outcome names its touch, else
 * no longer than until the next step is planned that the outcome would belong to.
 */
export function watchedFor(
  sequence: Sequence,
  step: Step,
  metric: Goal,
  types: StepTypes = stepTypes,
): number {
  const window = windowOf(step);
  if (metric === NAMES_ITS_TOUCH) return window;
  const outward = outwardOf(sequence, types);
  const withGoal = outward.filter((other) => overlap(stepGoal(sequence, other), metric));
  const rivals = withGoal.length > 0 ? withGoal : outward;
  const day = plannedDay(sequence, step.key, types);
  const later = rivals.map((other) => plannedDay(sequence, other.key, types)).filter((other) => other > day);
  return Math.min(window, ...later.map((other) => (other - day) * DAY));
}

/** Can one event meet both goals? */
function overlap(one: Goal, other: Goal): boolean {
  const anyOf = (goal: Goal, named: Goal) => goal === 'converted' && named.startsWith('converted:');
  return one === other || anyOf(one, other) || anyOf(other, one);
}

/** Do the steps that reach out have different goals, so that their rates cannot be compared? */
export function goalsDiffer(sequence: Sequence, types: StepTypes = stepTypes): boolean {
  return new Set(outwardOf(sequence, types).map((step) => stepGoal(sequence, step))).size > 1;
}

/**
 * How long after an enrollment its whole schedule and the last window have passed, in milliseconds. A step slips to the
 * next day that is open for it; the longest run of closed days covers that, and a day more where its time of day has passed.
 */
export function wholeSpan(sequence: Sequence, types: StepTypes = stepTypes): number {
  const ends = outwardOf(sequence, types).map((step) => {
    const slips = longestClosure(sequence, step) + ((step.slot?.at ?? null) === null ? 0 : 1);
    return (plannedDay(sequence, step.key, types) + slips) * DAY + windowOf(step);
  });
  return Math.max(0, ...ends);
}

function longestClosure({ schedule }: Sequence, { slot }: Step): number {
  const isOpen = (day: Weekday) =>
    (schedule?.days ?? WEEKDAYS).includes(day) && (slot?.days ?? WEEKDAYS).includes(day);
  const closed = [...WEEKDAYS, ...WEEKDAYS].map((day) => (isOpen(day) ? ' ' : 'x')).join('');
  return Math.max(...closed.split(' ').map((run) => run.length));
}

/**
 * How long after the draw of a step's variant an outcome counts, at this step or any later one: to the last step's planned
 * day, and its window, in milliseconds.
 */
export function horizonOf(sequence: Sequence, step: Step, types: StepTypes = stepTypes): number {
  const from = plannedDay(sequence, step.key, types);
  const ends = outwardOf(sequence, types).map(
    (other) => (plannedDay(sequence, other.key, types) - from) * DAY + windowOf(other),
  );
  return Math.max(windowOf(step), ...ends);
}
