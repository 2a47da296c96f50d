import { checkCount } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { incidenceByHours } from './incidence-by-hours.ts';
import type { PersonStep } from './person-steps.ts';
import type { StepRisk } from './step-survival.ts';

export interface StepRates {
  /** 0-based. */
  step: number;
  sent: number;
  /** All attributed successes, of mature touches or not. */
  successes: number;
  otherExits: number;
  handovers: number;
  windowsClosed: number;
  censored: number;
  /** successes / sent: falls short while touches are young. Null when nothing was sent. */
  naiveRate: number | null;
  /** The touches whose horizon has passed, their successes and the rate: what read-outs show. */
  mature: StepRisk & { rate: number | null };
  /** Aalen-Johansen rate at the horizon from all touches, young ones included; null when nothing was sent. */
  aalenJohansen: number | null;
}

/**
 * How does each step do, by three ways of treating touches that are still being watched? The cohort-mature rate is the
 * one to show; the Aalen-Johansen rate uses the young touches, too, and agrees with it up to noise; the naive rate is
 * too low while a sequence grows. `rows` come from `personSteps`. Throws `not-a-count` and `out-of-range` (over 10,000)
 * for `steps`; else errors as `incidenceByHours`.
 *
 * @example stepRates(personSteps({ steps: [{ windowHours: 168, waitHours: null }], asOf: 200, attribution: 'thread',
 *   enrollments: [{ sends: [{ step: 0, at: 0 }], event: { at: 5, step: 0 }, exitAt: null },
 *   { sends: [{ step: 0, at: 8 }], event: null, exitAt: null }] }).rows, 1)[0].mature
 * // { atRisk: 2, successes: 1, otherExits: 0, rate: 0.5 }
 */
export function stepRates(rows: readonly PersonStep[], steps: number): StepRates[] {
  checkSteps(steps);
  return Array.from({ length: steps }, (_, step) => {
    const own = rows.filter((row) => row.step === step);
    const count = (end: PersonStep['end'], among: readonly PersonStep[] = own): number =>
      among.filter((row) => row.end === end).length;
    const mature = own.filter((row) => row.mature);
    const successes = count('success', mature);
    return {
      step,
      sent: own.length,
      successes: count('success'),
      otherExits: count('other-exit'),
      handovers: count('handover'),
      windowsClosed: count('window-closed'),
      censored: count('censored'),
      naiveRate: own.length === 0 ? null : count('success') / own.length,
      mature: {
        atRisk: mature.length,
        successes,
        otherExits: count('other-exit', mature),
        rate: mature.length === 0 ? null : successes / mature.length,
      },
      aalenJohansen: own.length === 0 ? null : (incidenceByHours(own).at(-1)?.incidence ?? 0),
    };
  });
}

/** A row is looked at once a step. */
const MOST_STEPS = 10_000;

function checkSteps(steps: number): void {
  checkCount('steps', steps);
  if (steps > MOST_STEPS) {
    throw new DomainError(
      'out-of-range',
      'steps',
      `${steps} steps are too many`,
      `Give ${MOST_STEPS} at most`,
    );
  }
}
