import { checkTrials } from '../check.ts';
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
