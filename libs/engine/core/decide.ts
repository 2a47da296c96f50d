import { addDelay, calendarOf } from './calendar/slot.ts';
import type { Decision, EventDraft, Next, Visit } from './decision.ts';
import { dueAt, openAt } from './due.ts';
import type { Contact, Enrollment } from './enrollment.ts';
import type { Instant, Sequence, Step } from './sequence.ts';
import { stepTypes } from './steps/index.ts';
import type { AnyStepType, Entry, StepTypes } from './steps/step-type.ts';

/** An enrollment that goes round and round ends after so many visits, with the reason `visit-limit`. */
export const MOST_VISITS = 1_000;

/** After so many moves from sequence to sequence an exit is not followed any more: those who go round in them stop. */
export const MOST_MOVES = 50;

/**
 * What is to happen to an enrollment now? Answers at most one visit to the step at the cursor, the events of it and
 * where the enrollment stands then. Total and deterministic: the same arguments always give the same decision. Where
 * the step may not be entered yet (closed hours, the gap between emails, an open task, a branch whose question has no
 * answer yet), the visit is null and `next` says when to ask again.
 */
export function decide(
  sequence: Sequence,
  enrollment: Enrollment,
  now: Instant,
  types: StepTypes = stepTypes,
): Decision {
  const { cursor, wake } = enrollment;
  if (wake !== null && 'task' in wake && enrollment.openTasks.includes(wake.task)) {
    return sleep({ state: 'active', cursor, dueAt: null, wake });
  }
  const step = sequence.steps[cursor];
  if (step === undefined)
    return { visit: null, events: [{ type: 'completed' }], next: { state: 'finished' } };
  if (enrollment.visit >= MOST_VISITS) return leave('visit-limit');
  const type = types[step.type];
  if (type === undefined) return leave('unknown-step-type');

  const ready = readyAt(sequence, step, type, enrollment, openAt(sequence, step, type, enrollment, now));
  if (ready > now) {
    const attribute = type.hangsOn?.(step) ?? null;
    const awaited = attribute === null ? null : { contact: attribute };
    return sleep({ state: 'active', cursor, dueAt: ready, wake: awaited });
  }

  const calendar = calendarOf(sequence.schedule, enrollment.contact);
  const entry = type.enter(step, {
    sequence,
    enrollment,
    now,
    zone: calendar.zone,
    after: (delay) => addDelay(calendar, now, delay),
  });
  const visit: Visit = {
    step: step.key,
    position: cursor + 1,
    visit: enrollment.visit + 1,
    variant: entry.variant,
    effect: entry.effect,
  };
  const next = goOn(sequence, after(enrollment, visit, now), entry, now, types);
  return { visit, events: [{ type: 'reached' }, ...entry.events, ...endOf(next)], next };
}

function endOf(next: Next): EventDraft[] {
  if (next.state === 'finished') return [{ type: 'completed' }];
  return next.state === 'failed' ? [{ type: 'failed', properties: { reason: next.reason } }] : [];
}

/** When does the first step of a sequence fall due for a contact who enrolls at `enrolledAt`? Null: there is no step. */
export function firstDue(
  sequence: Sequence,
  contact: Pick<Contact, 'timezone' | 'attributes'>,
  enrolledAt: Instant,
  types: StepTypes = stepTypes,
): Instant | null {
  const [first] = sequence.steps;
  const type = first && types[first.type];
  return first === undefined || type === undefined
    ? null
    : dueAt(sequence, first, type, { contact, enrolledAt, lastEmailAt: null }, enrolledAt);
}

/** The enrollment as the rest of the decision sees it: the visit is made. */
function after(enrollment: Enrollment, visit: Visit, now: Instant): Enrollment {
  if (visit.effect.kind !== 'send') return { ...enrollment, visit: visit.visit };
  return {
    ...enrollment,
    visit: visit.visit,
    lastEmailAt: now,
    sentAt: { ...enrollment.sentAt, [visit.step]: now },
  };
}

function goOn(
  sequence: Sequence,
  enrollment: Enrollment,
  { onward }: Entry,
  now: Instant,
  types: StepTypes,
): Next {
  switch (onward.go) {
    case 'leave':
      return { state: 'exited', reason: onward.reason, moveTo: onward.moveTo };
    case 'fail':
      return { state: 'failed', reason: onward.reason };
    case 'jump': {
      const target = sequence.steps.findIndex(({ key }) => key === onward.to);
      // A parsed sequence has the step; a target that is gone is the end rather than a wrong step.
      return target < 0 ? { state: 'exited', reason: 'unknown-step', moveTo: null } : goTo(target, now);
    }
    case 'on':
      return goTo(enrollment.cursor + 1, now);
    case 'sleep': {
      const next = goTo(enrollment.cursor + 1, onward.until);
      if (next.state !== 'finished') return next.state === 'active' ? { ...next, wake: onward.wake } : next;
      return { state: 'active', cursor: sequence.steps.length, dueAt: onward.until, wake: onward.wake };
    }
    case 'hand-over': {
      const cursor = enrollment.cursor + 1;
      const next = sequence.steps[cursor];
      if (next !== undefined && 'day' in next.due) return goTo(cursor, now);
      return { state: 'active', cursor, dueAt: null, wake: { task: enrollment.visit } };
    }
  }

  function goTo(cursor: number, doneAt: Instant): Next {
    const step = sequence.steps[cursor];
    if (step === undefined) return { state: 'finished' };
    const type = types[step.type];
    if (type === undefined) return { state: 'exited', reason: 'unknown-step-type', moveTo: null };
    const due = dueAt(sequence, step, type, enrollment, doneAt);
    // What hangs on the contact is asked when it is its turn, and sleeps from then on with an ear for the contact.
    const waits = (type.hangsOn?.(step) ?? null) !== null;
    const ready = waits ? due : readyAt(sequence, step, type, enrollment, due);
    return { state: 'active', cursor, dueAt: ready, wake: null };
  }
}

/** The step's own say in when it can be entered, on top of the calendar's. */
function readyAt(
  sequence: Sequence,
  step: Step,
  type: AnyStepType,
  enrollment: Enrollment,
  due: Instant,
): Instant {
  if (type.readyAt === undefined) return due;
  const { zone } = calendarOf(sequence.schedule, enrollment.contact);
  const ready = type.readyAt(step, enrollment, due, zone);
  return ready > due ? openAt(sequence, step, type, enrollment, ready) : due;
}

function sleep(next: Next): Decision {
  return { visit: null, events: [], next };
}

function leave(reason: string): Decision {
  return {
    visit: null,
    events: [{ type: 'exited', properties: { reason, to: null } }],
    next: { state: 'exited', reason, moveTo: null },
  };
}
