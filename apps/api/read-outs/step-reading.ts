import type { Step } from '#engine';
import { type Rate, rateOf } from '#stats';
import type { StepCounts, StepQuestion, StepRate } from '#storage';

/** What happened at a step, or at one variant of it: enrollments, each counted once. */
export interface StepReading {
  readonly reached: number;
  readonly sent: number;
  /** Sent and not bounced; null where nothing reports deliveries. */
  readonly delivered: number | null;
  readonly opened: number;
  readonly openedByMachine: number;
  readonly clicked: number;
  readonly replied: number;
  readonly autoReplied: number;
  readonly converted: number;
  readonly unsubscribed: number;
  readonly complained: number;
  readonly bounced: number;
  readonly skipped: number;
  readonly heldOut: number;
  readonly rate: Rate;
  /** Those whose window is over, and those who are still watched. */
  readonly mature: { readonly trials: number; readonly immature: number };
}

const NOBODY: Omit<StepCounts, 'step' | 'variant'> = {
  reached: 0,
  sent: 0,
  unbounced: 0,
  delivered: 0,
  opened: 0,
  openedByMachine: 0,
  clicked: 0,
  replied: 0,
  autoReplied: 0,
  converted: 0,
  unsubscribed: 0,
  complained: 0,
  bounced: 0,
  skipped: 0,
  heldOut: 0,
};

/** Puts together what the reports say of a step, or of one of its variants. */
export function readingOf(
  { step, question, variant }: { step: Step; question: StepQuestion; variant: string | null },
  reports: { readonly counts: readonly StepCounts[]; readonly rates: readonly StepRate[] },
): StepReading {
  const of = <Row extends { step: string; variant: string | null }>(
    rows: readonly Row[],
    which: string | null,
  ) => rows.find((row) => row.step === step.key && row.variant === which);
  const counts = of(reports.counts, variant) ?? NOBODY;
  const { trials, successes, immature } = of(reports.rates, variant) ?? {
    trials: 0,
    successes: 0,
    immature: 0,
  };
  const whole = of(reports.counts, null) ?? NOBODY;
  const reported = whole.sent === 0 || whole.delivered > 0;
  return {
    reached: counts.reached,
    sent: counts.sent,
    delivered: step.type === 'email' && reported ? counts.unbounced : null,
    opened: counts.opened,
    openedByMachine: counts.openedByMachine,
    clicked: counts.clicked,
    replied: counts.replied,
    autoReplied: counts.autoReplied,
    converted: counts.converted,
    unsubscribed: counts.unsubscribed,
    complained: counts.complained,
    bounced: counts.bounced,
    skipped: counts.skipped,
    heldOut: counts.heldOut,
    rate: rateOf(successes, trials, question.denominator),
    mature: { trials, immature },
  };
}
