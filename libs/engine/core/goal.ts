import type { EventType } from './event.ts';
import type { Goal, Sequence, Step } from './sequence.ts';

/**
 * Does an event count for a goal? `converted` means any conversion, `converted:NAME` the one of that name;
 * `task-completed:OUTCOME` a task that came out so.
 */
export function goalMatches(goal: Goal, event: { readonly type: string; readonly name: string }): boolean {
  if (goal === event.type) return true;
  return isNamed(event.type) && goal === `${event.type}:${event.name}`;
}

const NAMED: readonly string[] = ['converted', 'task-completed'] satisfies EventType[];

/** Events of this type are told apart by a name: a conversion by its own, a completed task by its outcome. */
export function isNamed(type: string): boolean {
  return NAMED.includes(type);
}

/** What a step is measured by: its own goal, else the sequence's. */
export function stepGoal(sequence: Pick<Sequence, 'goal'>, step: Pick<Step, 'goal'>): Goal {
  return step.goal ?? sequence.goal;
}

/** The key of the content experiment that a step with several variants is: `b2b-outbound.case-study`. */
export function experimentKey(sequenceKey: string, stepKey: string): string {
  return `${sequenceKey}.${stepKey}`;
}

/** The arm that was drawn at a step, or undefined; keys of sequences have no dot. */
export function armAt(arms: Readonly<Record<string, string>>, stepKey: string): string | undefined {
  return Object.entries(arms).find(
    ([experiment]) => experiment.slice(experiment.indexOf('.') + 1) === stepKey,
  )?.[1];
}
