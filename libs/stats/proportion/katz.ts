import { type Confidence, zOf } from '../confidence.ts';
import { checkTwoRates, sharesOf, type TwoRates } from './two-rates.ts';

/** A ratio of rates or odds; null where it is undefined or nothing bounds it. */
export interface RatioInterval {
  value: number | null;
  low: number | null;
  high: number | null;
}

/**
 * How many times the control's rate is the treatment's? Interval on the log scale, log(p̂2 / p̂1) ± z √(1/x2 - 1/n2 + 1/x1 -
 * 1/n1) (Katz, Baptista, Azen and Pike 1978). Lift is the ratio minus 1. Without a success in an arm the log ratio has no
 * standard error and the interval is null (use `koopman`); without one in the control the ratio is, too.
 *
 * DomainError: not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like, or `level`.
 *
 * @example katz({ control: { successes: 24, trials: 1000 }, treatment: { successes: 41, trials: 1000 } })
 * // { value: 1.708, low: 1.04, high: 2.805 }
 */
export function katz(rates: TwoRates, options: Confidence = {}): RatioInterval {
  checkTwoRates(rates);
  const z = zOf(options);
  const { control, treatment } = rates;
  if (control.successes === 0) return { value: null, low: null, high: null };
  const { p1, p2 } = sharesOf(rates);
  if (treatment.successes === 0) return { value: 0, low: null, high: null };
  const variance = (1 - p2) / treatment.successes + (1 - p1) / control.successes;
  const half = z * Math.sqrt(variance);
  return { value: p2 / p1, low: (p2 / p1) * Math.exp(-half), high: (p2 / p1) * Math.exp(half) };
}
