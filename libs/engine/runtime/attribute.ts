import type { Attribution, Instant, Sequence } from '#engine';
import { DEFAULT_WINDOW, goalMatches, stepGoal } from '#engine';
import type { EnrollmentCandidate, TouchCandidate } from '#storage';

/** An incoming event as far as it says where it belongs. */
export interface Clue {
  readonly type: string;
  readonly name: string;
  readonly occurredAt: Instant;
  readonly touch: string | null;
  readonly enrollmentId: string | null;
  readonly step: string | null;
}

export interface Attributed {
  readonly enrollment: EnrollmentCandidate;
  readonly touch: TouchCandidate | null;
  readonly attribution: Attribution;
}

/**
 * Which touch an event belongs to: the one it names (`direct`), else the latest sent touch whose goal it meets,
 * within that step's window (`inferred`), else none. An event that meets no goal, and a named conversion that no
 * step has as its goal, belong to the last sent touch in the window. Null when there is no enrollment at all.
 */
export function attribute(
  clue: Clue,
  candidates: readonly EnrollmentCandidate[],
  sequenceOf: (candidate: EnrollmentCandidate) => Sequence,
): Attributed | null {
  const first = candidates[0];
  if (!first) return null;
  if (clue.touch !== null) {
    const touch = first.touches.find((t) => t.intentId === clue.touch) ?? null;
    return { enrollment: first, touch, attribution: touch ? 'direct' : 'none' };
  }
  if (clue.enrollmentId !== null && clue.step !== null) {
    const touch = first.touches.find((t) => t.step === clue.step) ?? null;
    return { enrollment: first, touch, attribution: touch ? 'direct' : 'none' };
  }
  const recent = candidates
    .flatMap((enrollment) => enrollment.touches.map((touch) => ({ enrollment, touch })))
    .filter(({ enrollment, touch }) => sentWithin(sequenceOf(enrollment), touch, clue))
    .sort((a, b) => (b.touch.sentAt as number) - (a.touch.sentAt as number) || b.touch.visit - a.touch.visit);
  const meets = recent.find(({ enrollment, touch }) => {
    const sequence = sequenceOf(enrollment);
    const step = sequence.steps.find((s) => s.key === touch.step);
    return step !== undefined && goalMatches(stepGoal(sequence, step), clue);
  });
  const found = meets ?? recent[0];
  if (found) return { ...found, attribution: 'inferred' };
  const live = candidates.find((c) => c.state === 'active' || c.state === 'paused');
  return { enrollment: live ?? first, touch: null, attribution: 'none' };
}

function sentWithin(sequence: Sequence, touch: TouchCandidate, clue: Clue): boolean {
  if (touch.sentAt === null || touch.sentAt > clue.occurredAt) return false;
  const step = sequence.steps.find((s) => s.key === touch.step);
  return clue.occurredAt - touch.sentAt < (step?.window ?? DEFAULT_WINDOW);
}
