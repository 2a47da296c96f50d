import { checkTrials } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import type { RateCount } from '../rate-count.ts';

/** Counts of a control and a treatment; differences are treatment - control, ratios treatment / control. */
export interface TwoRates {
  readonly control: RateCount;
  readonly treatment: RateCount;
}

export function checkTwoRates({ control, treatment }: TwoRates): void {
  checkTrials('control.', control.successes, control.trials);
  checkTrials('treatment.', treatment.successes, treatment.trials);
}

/** Tests that look at every table there could have been: 100,000 trials take about a second. */
const MOST_ENUMERATED = 100_000;

export function checkEnumerable(rates: TwoRates): void {
  checkTwoRates(rates);
  for (const arm of ['control', 'treatment'] as const) {
    const { trials } = rates[arm];
    if (trials > MOST_ENUMERATED) {
      throw new DomainError(
        'out-of-range',
        `${arm}.trials`,
        `${trials} trials are too many to enumerate`,
        `Give ${MOST_ENUMERATED} at most, or ask fisherTest for its mid-p`,
      );
    }
  }
}

/** The two shares and their difference, treatment - control. */
export function sharesOf({ control, treatment }: TwoRates): { p1: number; p2: number; difference: number } {
  const p1 = control.successes / control.trials;
  const p2 = treatment.successes / treatment.trials;
  return { p1, p2, difference: p2 - p1 };
}

export const swapArms = ({ control, treatment }: TwoRates): TwoRates => ({
  control: treatment,
  treatment: control,
});
