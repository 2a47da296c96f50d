import { checkLevel, checkPositive, checkTrials } from '../check.ts';
import type { Interval } from '../interval.ts';
import { betaBinomialLogEvidence } from './beta-binomial-mixture.ts';
import { bestRho } from './mixture-tuning.ts';

export interface BernoulliOptions {
  /** Probability that the bound is ever wrong; default 0.05. */
  alpha?: number;
  /** Number of trials at which the bound is tightest; default 1,000. */
  tunedFor?: number;
}

/**
 * Is a rate (complaints, unsubscribes) above its limit? Lower bound that holds at every look at once: with probability 1 - α it
 * never passes the true rate, however often one looks. A guardrail is breached once this bound lies above its limit.
 *
 * For each p the likelihood ratio against p is averaged over rates above p with weight Beta(cp, c(1 - p)); the average is
 * a martingale if p is true, and the bound is the lowest p at which it stays under 1 / α (Ville). Beta-binomial mixture
 * of Howard, Ramdas, McAuliffe and Sekhon (2021), one-sided.
 *
 * Throws `not-a-count`, `inconsistent-counts` or `out-of-range` for `successes`, `trials`, `alpha` and `tunedFor`.
 *
 * @example bernoulliLowerBound(40, 1000) // 0.02512
 */
export function bernoulliLowerBound(
  successes: number,
  trials: number,
  options: BernoulliOptions = {},
): number {
  const { alpha, mass } = prepare(successes, trials, options, 2);
  return lowest(successes, trials, (p) => logMixture(successes, trials, p, mass, true) < -Math.log(alpha));
}

/**
 * Where does a rate lie, looked at as often as one likes? Interval that holds at every look at once; the two-sided form
 * of the same mixture. Errors as `bernoulliLowerBound`.
 *
 * @example bernoulliSequence(15, 50, { tunedFor: 50 }) // { low: 0.1296, high: 0.5119 }
 */
export function bernoulliSequence(
  successes: number,
  trials: number,
  options: BernoulliOptions = {},
): Interval {
  const { alpha, mass } = prepare(successes, trials, options, 1);
  const failures = trials - successes;
  return {
    low: lowest(successes, trials, (p) => logMixture(successes, trials, p, mass, false) < -Math.log(alpha)),
    high:
      1 - lowest(failures, trials, (q) => logMixture(failures, trials, q, mass, false) < -Math.log(alpha)),
  };
}

/** The mixture's mass c that makes the bound tightest at `tunedFor` trials; a one-sided bound is tuned at 2α. */
function prepare(successes: number, trials: number, options: BernoulliOptions, sides: number) {
  const { alpha = 0.05, tunedFor = 1000 } = options;
  checkTrials('', successes, trials);
  checkLevel('alpha', alpha);
  checkPositive('tunedFor', tunedFor);
  // With variance p q a trial, ρ / (p q) - 1 does not depend on the rate p.
  const mass = Math.max(bestRho(tunedFor, { alpha: Math.min(0.5, sides * alpha) }) - 1, 1e-3);
  return { alpha, mass };
}

function logMixture(successes: number, trials: number, p: number, mass: number, above: boolean): number {
  return betaBinomialLogEvidence(successes, trials - successes, p, 1 - p, mass, above);
}

/** The lowest rate that is not rejected, by bisection between 0 and the observed rate, where none is. */
function lowest(successes: number, trials: number, accepted: (p: number) => boolean): number {
  if (successes === 0) return 0;
  let low = 0;
  let high = successes / trials;
  if (high === 1) high = 1 - Number.EPSILON;
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (accepted(middle)) high = middle;
    else low = middle;
    if (high < 1e-12) return 0;
  }
  return low;
}
