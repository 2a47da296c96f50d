import { checkLevel, checkPositive, checkTrials } from '../check.ts';
import type { Interval } from '../interval.ts';
import { betaSf } from '../special/beta.ts';
import { logBeta } from '../special/log-beta.ts';

export interface BernoulliOptions {
  /** Probability that the bound is ever wrong; default 0.05. */
  alpha?: number;
  /** Number of trials at which the bound is tightest; default 1,000. */
  tunedFor?: number;
}

/**
 * Lower bound for a rate that holds at every look at once: with probability 1 - α it never passes the true rate, however
 * often one looks. A guardrail is breached once this bound lies above its limit.
 *
 * For each p the likelihood ratio against p is averaged over rates above p with weight Beta(cp, c(1 - p)); the average is
 * a martingale if p is true, and the bound is the lowest p at which it stays under 1 / α (Ville). Beta-binomial mixture
 * of Howard, Ramdas, McAuliffe and Sekhon (2021), one-sided.
 */
export function bernoulliLowerBound(
  successes: number,
  trials: number,
  options: BernoulliOptions = {},
): number {
  const { alpha, mass } = prepare(successes, trials, options, 2);
  return lowest(successes, trials, (p) => logMixture(successes, trials, p, mass, true) < -Math.log(alpha));
}

/** Interval for a rate that holds at every look at once; the two-sided form of the same mixture. */
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
  const twoLog = 2 * Math.log(1 / Math.min(0.5, sides * alpha));
  return { alpha, mass: Math.max(tunedFor / (twoLog + Math.log1p(twoLog)) - 1, 1e-3) };
}

function logMixture(successes: number, trials: number, p: number, mass: number, above: boolean): number {
  const q = 1 - p;
  const a = mass * p;
  const b = mass * q;
  const failures = trials - successes;
  const log =
    logBeta(a + successes, b + failures) -
    logBeta(a, b) -
    successes * Math.log(p) -
    (failures === 0 ? 0 : failures * Math.log1p(-p));
  if (!above) return log;
  return log + Math.log(betaSf(p, a + successes, b + failures, q)) - Math.log(betaSf(p, a, b, q));
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
