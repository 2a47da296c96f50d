import { dueAt, openAt, type Timing } from '../due.ts';
import type { Wake } from '../enrollment.ts';
import type { Instant, Sequence } from '../sequence.ts';
import type { StepTypes } from '../steps/step-type.ts';

/** An enrollment that goes on in another version, as it stood in the old one. */
export interface Mover extends Timing {
  readonly dueAt: Instant | null;
  readonly wake: Wake | null;
  /** Its latest visit; null where it has made none. */
  readonly last: {
    readonly visit: number;
    /** When the step was done, as the delay of the next one counts. */
    readonly doneAt: Instant;
    readonly taskOpen: boolean;
    /** It sleeps there, up to its due time or until something wakes it. */
    readonly waits: boolean;
  } | null;
}

/**
 * When an enrollment falls due at a step of the version it goes on in, and what it waits for until then. A task that is
 * open and a wait that has begun are seen to their end; a mail on its way out goes first; everything else is due as if the
 * new version had held all along.
 */
export function dueAfterMove(
  sequence: Sequence,
  cursor: number,
  mover: Mover,
  types: StepTypes,
): { readonly dueAt: Instant | null; readonly wake: Wake | null } {
  const { wake, last } = mover;
  const step = sequence.steps[cursor];
  const type = step && types[step.type];
  if (wake !== null && 'mail' in wake) return { dueAt: null, wake };
  if (last?.taskOpen === true && (step === undefined || !('day' in step.due)))
    return { dueAt: null, wake: { task: last.visit } };
  if (last?.waits === true && mover.dueAt !== null) {
    const due = step && type ? openAt(sequence, step, type, mover, mover.dueAt) : mover.dueAt;
    return { dueAt: due, wake: wake !== null && 'event' in wake ? wake : null };
  }
  const doneAt = last?.doneAt ?? mover.enrolledAt;
  return { dueAt: step && type ? dueAt(sequence, step, type, mover, doneAt) : doneAt, wake: null };
}
