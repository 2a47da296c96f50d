import { checkTrials } from '../check.ts';
import { type Confidence, tailOf } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import { betaQuantile, betaQuantilePair } from '../special/beta.ts';

/**
 * Where does the true rate lie with probability `level`, starting from the Jeffreys prior Beta(1/2, 1/2)? Equal-tailed
 * credible interval; its end is 0 without successes and 1 without failures (Brown, Cai and DasGupta 2001).
 *
 * `successes` and `trials` are counts. DomainError: not-a-count, inconsistent-counts, out-of-range (`trials`, `level`).
 *
 * @example jeffreys(12, 200) // { low: 0.03321, high: 0.09938 }
 */
export function jeffreys(successes: number, trials: number, options: Confidence = {}): Interval {
  checkTrials('', successes, trials);
  const { low, high } = equalTailed(successes + 0.5, trials - successes + 0.5, tailOf(options));
  return { low: successes === 0 ? 0 : low, high: successes === trials ? 1 : high };
}

/**
 * The same from the uniform prior Beta(1, 1): every rate from 0 to 1 as likely before the first trial. Its ends are
 * never 0 or 1, so it does not contain the observed rate of an arm without successes or without failures. Bayes (1763).
 * Errors as `jeffreys`.
 *
 * @example uniformPrior(0, 20) // { low: 0.001205, high: 0.1611 }
 */
export function uniformPrior(successes: number, trials: number, options: Confidence = {}): Interval {
  checkTrials('', successes, trials);
  return equalTailed(successes + 1, trials - successes + 1, tailOf(options));
}

const equalTailed = (a: number, b: number, tail: number): Interval => ({
  low: betaQuantile(tail, a, b),
  high: betaQuantilePair(tail, b, a).y,
});
