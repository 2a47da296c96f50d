import { checkAtLeast, checkCount, checkPositive } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/**
 * `thread`: an event that names its touch belongs to it, even after later sends. `last-touch`: it belongs to the latest
 * touch sent before it.
 */
export type Attribution = 'thread' | 'last-touch';

/** How one step is watched. */
export interface WatchedStep {
  /** A touch is watched this long, in hours. */
  windowHours: number;
  /** Planned hours to the next step that this event may belong to; null at the last one. */
  waitHours: number | null;
}

/** One enrollment: times in hours from any common zero. */
export interface EnrollmentLog {
  /** Steps sent (and not bounced), 0-based; each step at most once. */
  sends: readonly { step: number; at: number }[];
  /** The event asked about; null without one. */
  event: {
    at: number;
    /** The step whose touch it names (thread header, signed token); null when it names none. */
    step: number | null;
  } | null;
  /** Unsubscribed, bounced or otherwise out; null while in. */
  exitAt: number | null;
}

export interface TouchLog {
  steps: readonly WatchedStep[];
  enrollments: readonly EnrollmentLog[];
  /** When one looks: nothing later is known. */
  asOf: number;
  attribution: Attribution;
}

/** Throws DomainError where a log contradicts itself. */
export function checkTouchLog({ steps, enrollments, asOf }: TouchLog): void {
  checkAtLeast('steps', steps, 1, 'steps');
  checkTime('asOf', asOf);
  for (const [k, { windowHours, waitHours }] of steps.entries()) {
    checkPositive(`steps[${k}].windowHours`, windowHours);
    if (waitHours !== null) checkPositive(`steps[${k}].waitHours`, waitHours);
  }
  for (const [i, { sends, event, exitAt }] of enrollments.entries()) {
    const seen = new Set<number>();
    for (const [j, { step, at }] of sends.entries()) {
      const field = `enrollments[${i}].sends[${j}].step`;
      checkStep(field, step, steps.length);
      checkTime(`enrollments[${i}].sends[${j}].at`, at);
      if (seen.has(step))
        throw new DomainError('duplicate-key', field, `step ${step} is sent twice`, 'Send it once');
      seen.add(step);
    }
    if (event !== null) {
      checkTime(`enrollments[${i}].event.at`, event.at);
      if (event.step !== null) checkStep(`enrollments[${i}].event.step`, event.step, steps.length);
    }
    if (exitAt !== null) checkTime(`enrollments[${i}].exitAt`, exitAt);
  }
}

function checkStep(field: string, step: number, steps: number): void {
  checkCount(field, step);
  if (step >= steps) {
    throw new DomainError(
      'out-of-range',
      field,
      `there is no step ${step}`,
      `Count steps from 0 to ${steps - 1}`,
    );
  }
}

function checkTime(field: string, value: number): void {
  if (!Number.isFinite(value)) {
    throw new DomainError('out-of-range', field, `${value} is not a time`, 'Give hours as a finite number');
  }
}
