import { checkTrials } from '../check.ts';
import { type Confidence, tailOf } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import { betaQuantile, betaQuantilePair } from '../special/beta.ts';

/**
 * Which rates does an exact test not exclude? Coverage is at least `level` for every true rate, so it is wider than it must
 * be: for guarantees, not for display. Beta quantiles B(α/2; x, n - x + 1) and B(1 - α/2; x + 1, n - x) (Clopper and
 * Pearson 1934).
 *
 * `successes` and `trials` are counts. DomainError: not-a-count, inconsistent-counts, out-of-range (`trials`, `level`).
 *
 * @example clopperPearson(0, 20) // { low: 0, high: 0.1684 }
 */
export function clopperPearson(successes: number, trials: number, options: Confidence = {}): Interval {
  checkTrials('', successes, trials);
  const tail = tailOf(options);
  const failures = trials - successes;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    // The upper tail as a lower one of the failures: a level next to 1 loses no digits.
    high: failures === 0 ? 1 : betaQuantilePair(tail, failures, successes + 1).y,
  };
}
