import { personSteps, stepRates } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly as_of: number;
  readonly window_hours: number;
  readonly planned_wait_to_next_hours: readonly (number | null)[];
  readonly log: readonly {
    readonly sends: readonly (readonly [step: number, at: number])[];
    readonly reply_at: number | null;
    readonly exit_at: number | null;
  }[];
}

export const answer: Adapter<Input> = (input) => {
  const steps = input.planned_wait_to_next_hours.map((waitHours) => ({
    windowHours: input.window_hours,
    waitHours,
  }));
  const enrollments = input.log.map(({ sends, reply_at, exit_at }) => ({
    sends: sends.map(([step, at]) => ({ step: step - 1, at })),
    event: reply_at === null ? null : { at: reply_at, step: null },
    exitAt: exit_at,
  }));
  const table = personSteps({ steps, enrollments, asOf: input.as_of, attribution: 'last-touch' });
  return {
    steps: stepRates(table.rows, steps.length).map((rates) => {
      // What status-based maturity would say: touches that have an outcome or are over, however long they were watched.
      const over = rates.sent - rates.censored;
      return {
        step: rates.step + 1,
        sent: rates.sent,
        replies: rates.successes,
        censored: rates.censored,
        handover: rates.handovers,
        other_exit: rates.otherExits,
        window_closed: rates.windowsClosed,
        naive_rate: rates.naiveRate,
        cohort_mature_n: rates.mature.atRisk,
        cohort_mature_replies: rates.mature.successes,
        cohort_mature_rate: rates.mature.rate,
        status_mature_rate_BIASED: over === 0 ? null : rates.successes / over,
        aalen_johansen_rate: rates.aalenJohansen,
      };
    }),
    unattributed_replies: table.unattributed,
  };
};
