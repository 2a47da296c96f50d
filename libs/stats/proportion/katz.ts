import { checkLevel } from '../check.ts';
import { normalQuantile } from '../special/normal-quantile.ts';
import { checkTwoRates, type TwoRates } from './two-rates.ts';

/** A ratio of rates; null where it is undefined. */
export interface RatioInterval {
  value: number | null;
  low: number | null;
  high: number | null;
}

/**
 * Ratio of two rates with its interval on the log scale (Katz, Baptista, Azen and Pike 1978). Without a success in an arm
 * the log ratio has no standard error and the interval is null; without one in the control the ratio is, too.
 */
export function katz(rates: TwoRates, level = 0.95): RatioInterval {
  checkTwoRates(rates);
  checkLevel('level', level);
  const { control, treatment } = rates;
  if (control.successes === 0) return { value: null, low: null, high: null };
  const value = treatment.successes / treatment.trials / (control.successes / control.trials);
  if (treatment.successes === 0) return { value, low: null, high: null };
  const variance =
    1 / treatment.successes - 1 / treatment.trials + (1 / control.successes - 1 / control.trials);
  const half = normalQuantile(1 - (1 - level) / 2) * Math.sqrt(variance);
  return { value, low: value * Math.exp(-half), high: value * Math.exp(half) };
}
