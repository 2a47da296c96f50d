import type { Attribution } from './event.ts';
import { goalMatches, stepGoal } from './goal.ts';
import type { Instant, Sequence } from './sequence.ts';
import { DEFAULT_WINDOW } from './time.ts';

/** An incoming event as far as it says where it belongs. */
export interface Clue {
  readonly type: string;
  readonly name: string;
  readonly occurredAt: Instant;
  /** The intent it names, or the enrollment, with or without a step; else it names only the contact, perhaps with a step. */
  readonly touch: string | null;
  readonly enrollmentId: string | null;
  readonly step: string | null;
}

interface SomeTouch {
  readonly intentId: string;
  readonly step: string;
  readonly visit: number;
  readonly sentAt: Instant | null;
}

/** An enrollment that an event may belong to; its touches latest first. */
interface SomeEnrollment<T extends SomeTouch> {
  readonly state: string;
  readonly touches: readonly T[];
}

/**
 * Which touch does an event belong to? The one it names (`direct`), else the latest sent touch whose goal it meets,
 * within that step's window (`inferred`), else none. An event that meets no goal, and a named conversion that no
 * step has as its goal, belong to the last sent touch in the window. One that names a step belongs to a touch of that step,
 * where there is one. `candidates` are latest first; null without any.
 */
export function attribute<T extends SomeTouch, E extends SomeEnrollment<T>>(
  clue: Clue,
  candidates: readonly E[],
  sequenceOf: (candidate: E, touch: T) => Sequence,
): { readonly enrollment: E; readonly touch: T | null; readonly attribution: Attribution } | null {
  const first = candidates[0];
  if (!first) return null;
  const named = (touch: T | undefined) => ({
    enrollment: first,
    touch: touch ?? null,
    attribution: touch ? ('direct' as const) : ('none' as const),
  });
  if (clue.touch !== null) return named(first.touches.find((t) => t.intentId === clue.touch));
  if (clue.enrollmentId !== null && clue.step !== null)
    return named(first.touches.find((t) => t.step === clue.step));
  const recent = candidates
    .flatMap((enrollment) => enrollment.touches.map((touch) => ({ enrollment, touch })))
    .filter(({ enrollment, touch }) => sentWithin(sequenceOf(enrollment, touch), touch, clue.occurredAt))
    .sort((a, b) => (b.touch.sentAt ?? 0) - (a.touch.sentAt ?? 0) || b.touch.visit - a.touch.visit);
  const ofStep = clue.step === null ? [] : recent.filter(({ touch }) => touch.step === clue.step);
  const likely = ofStep.length > 0 ? ofStep : recent;
  const meeting = likely.find(({ enrollment, touch }) => {
    const sequence = sequenceOf(enrollment, touch);
    const step = sequence.steps.find((s) => s.key === touch.step);
    return step !== undefined && goalMatches(stepGoal(sequence, step), clue);
  });
  const found = meeting ?? likely[0];
  if (found) return { ...found, attribution: 'inferred' };
  const live = candidates.find((c) => c.state === 'active' || c.state === 'paused');
  return { enrollment: live ?? first, touch: null, attribution: 'none' };
}

function sentWithin(sequence: Sequence, touch: SomeTouch, at: Instant): boolean {
  if (touch.sentAt === null || touch.sentAt > at) return false;
  const step = sequence.steps.find((s) => s.key === touch.step);
  return at - touch.sentAt < (step?.window ?? DEFAULT_WINDOW);
}
