import type { Confidence } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import { checkTwoRates, sharesOf, type TwoRates } from './two-rates.ts';
import { wilson } from './wilson.ts';

/**
 * By how much does the treatment's rate differ from the control's? The interval that read-outs display once each arm has ten
 * successes and ten failures: d - √((p̂2 - l2)² + (u1 - p̂1)²) to d + √((u2 - p̂2)² + (p̂1 - l1)²) from the Wilson
 * intervals [l, u] of the arms (Newcombe 1998, method 10). Never leaves [-1, 1].
 *
 * DomainError: not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like, or `level`.
 *
 * @example newcombe({ control: { successes: 24, trials: 1000 }, treatment: { successes: 41, trials: 1000 } })
 * // { low: 0.001363, high: 0.03317 }
 */
export function newcombe(rates: TwoRates, options: Confidence = {}): Interval {
  checkTwoRates(rates);
  const { control, treatment } = rates;
  const { p1, p2, difference } = sharesOf(rates);
  const one = wilson(control.successes, control.trials, options);
  const two = wilson(treatment.successes, treatment.trials, options);
  return {
    low: difference - Math.hypot(p2 - two.low, one.high - p1),
    high: difference + Math.hypot(two.high - p2, p1 - one.low),
  };
}
