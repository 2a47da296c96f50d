import type { Interval } from '../interval.ts';
import { checkTwoRates, type TwoRates } from './two-rates.ts';
import { wilson } from './wilson.ts';

/** Interval for the difference of two rates from their Wilson intervals (Newcombe 1998, method 10). */
export function newcombe(rates: TwoRates, level = 0.95): Interval {
  checkTwoRates(rates);
  const { control, treatment } = rates;
  const p1 = control.successes / control.trials;
  const p2 = treatment.successes / treatment.trials;
  const one = wilson(control.successes, control.trials, level);
  const two = wilson(treatment.successes, treatment.trials, level);
  return {
    low: p2 - p1 - Math.hypot(p2 - two.low, one.high - p1),
    high: p2 - p1 + Math.hypot(two.high - p2, p1 - one.low),
  };
}
