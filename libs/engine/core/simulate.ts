import { decide, firstDue } from './decide.ts';
import type { Decision } from './decision.ts';
import type { Enrollment } from './enrollment.ts';
import { evolve, observe } from './evolve.ts';
import { type Arrival, react } from './react.ts';
import type { Instant, Sequence } from './sequence.ts';
import { stepTypes } from './steps/index.ts';
import type { StepTypes } from './steps/step-type.ts';

/** One decision of a simulated run, and when it was taken. */
export interface Moment {
  readonly at: Instant;
  readonly decision: Decision;
}

export interface Run {
  readonly moments: readonly Moment[];
  /** As it stands at the end. */
  readonly enrollment: Enrollment;
  /** `finished`, the reason of an exit, the goal that stopped it, or null: it still sleeps for something. */
  readonly ended: string | null;
}

/** An enrollment before its first step. */
export function newEnrollment(
  start: Pick<Enrollment, 'id' | 'contact' | 'enrolledAt'> & { readonly no?: number },
): Enrollment {
  return {
    no: start.no ?? 0,
    id: start.id,
    contact: start.contact,
    enrolledAt: start.enrolledAt,
    cursor: 0,
    visit: 0,
    lastEmailAt: null,
    wake: null,
    arms: {},
    seen: {},
    sentAt: {},
    openTasks: [],
  };
}

/**
 * What would happen to one enrollment? Runs it under a virtual clock, without any store: mails are sent when they are
 * decided, tasks skip themselves when their time is over, and `arrivals` are the events from outside.
 */
export function simulate(
  sequence: Sequence,
  start: Enrollment,
  arrivals: readonly Arrival[] = [],
  types: StepTypes = stepTypes,
): Run {
  const pending = arrivals.toSorted((left, right) => left.occurredAt - right.occurredAt);
  const moments: Moment[] = [];
  let enrollment = start;
  let due = firstDue(sequence, start.contact, start.enrolledAt, types);
  for (;;) {
    const event = pending[0];
    if (event !== undefined && event.occurredAt <= (due ?? Number.POSITIVE_INFINITY)) {
      pending.shift();
      if (event.type === 'task-skipped' && !enrollment.openTasks.includes(event.visit)) continue;
      const reaction = react(sequence, enrollment, event, types);
      enrollment = observe(enrollment, event);
      if (reaction.ends !== null) return { moments, enrollment, ended: reaction.ends };
      due = reaction.dueAt ?? due;
      continue;
    }
    if (due === null) return { moments, enrollment, ended: null };
    const at = due;
    const decision = decide(sequence, enrollment, at, types);
    moments.push({ at, decision });
    enrollment = evolve(enrollment, decision, at);
    if (decision.next.state === 'finished') return { moments, enrollment, ended: 'finished' };
    if (decision.next.state === 'failed' || decision.next.state === 'exited')
      return { moments, enrollment, ended: decision.next.reason };
    due = decision.next.dueAt;
    const skip = skipOf(decision);
    if (skip !== null)
      pending.splice(pending.findLastIndex((each) => each.occurredAt <= skip.occurredAt) + 1, 0, skip);
  }
}

/** The end that the task of a decision comes to by itself. */
function skipOf({ visit }: Decision): Arrival | null {
  if (visit?.effect.kind !== 'task' || visit.effect.autoSkipAt === null) return null;
  return {
    type: 'task-skipped',
    name: '',
    machine: false,
    hard: false,
    step: visit.step,
    visit: visit.visit,
    occurredAt: visit.effect.autoSkipAt,
  };
}
