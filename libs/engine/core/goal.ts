import type { EventType } from './event.ts';
import type { Goal, Sequence, Step } from './sequence.ts';

/** Does an event count for a goal? `converted` means any conversion, `converted:NAME` the one of that name. */
export function goalMatches(goal: Goal, event: { readonly type: string; readonly name: string }): boolean {
  if (goal === event.type) return true;
  const named: EventType = 'converted';
  return event.type === named && goal === `${named}:${event.name}`;
}

/** What a step is measured by: its own goal, else the sequence's. */
export function stepGoal(sequence: Pick<Sequence, 'goal'>, step: Pick<Step, 'goal'>): Goal {
  return step.goal ?? sequence.goal;
}

/** The key of the content experiment that a step with several variants is: `b2b-outbound.case-study`. */
export function experimentKey(sequenceKey: string, stepKey: string): string {
  return `${sequenceKey}.${stepKey}`;
}
