import { type Confidence, zOf } from '../confidence.ts';
import type { RatioInterval } from './katz.ts';
import { checkTwoRates, type TwoRates } from './two-rates.ts';

/**
 * How many times the control's odds are the treatment's? Interval on the log scale, log OR ± z √(1/a + 1/b + 1/c + 1/d)
 * over the four cells (Woolf 1955). With an empty cell the interval is null (use `scoreOddsRatio` or
 * `conditionalOddsRatio`); the ratio is null where its denominator is 0.
 *
 * DomainError: not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like, or `level`.
 *
 * @example woolf({ control: { successes: 24, trials: 1000 }, treatment: { successes: 41, trials: 1000 } })
 * // { value: 1.739, low: 1.042, high: 2.9 }
 */
export function woolf(rates: TwoRates, options: Confidence = {}): RatioInterval {
  checkTwoRates(rates);
  const z = zOf(options);
  const { control, treatment } = rates;
  const a = treatment.successes;
  const b = treatment.trials - treatment.successes;
  const c = control.successes;
  const d = control.trials - control.successes;
  if (b === 0 || c === 0) return { value: null, low: null, high: null };
  const value = (a / b) * (d / c);
  if (a === 0 || d === 0) return { value, low: null, high: null };
  const half = z * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  return { value, low: value * Math.exp(-half), high: value * Math.exp(half) };
}
