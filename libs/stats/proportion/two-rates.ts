import { checkTrials } from '../check.ts';

/** Counts of a control and a treatment; differences are treatment - control, ratios treatment / control. */
export interface TwoRates {
  control: { successes: number; trials: number };
  treatment: { successes: number; trials: number };
}

export function checkTwoRates({ control, treatment }: TwoRates): void {
  checkTrials('control.', control.successes, control.trials);
  checkTrials('treatment.', treatment.successes, treatment.trials);
}
