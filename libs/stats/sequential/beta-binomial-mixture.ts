import { checkLevel, checkNumber, checkPositive } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { betaSf } from '../special/beta.ts';
import { findRoot } from '../special/find-root.ts';
import { logBeta } from '../special/log-beta.ts';
import { bestRho, type MixtureTuning, type Sides } from './mixture-tuning.ts';

export interface BetaBinomialMixture {
  /** Each deviation is -g or h (a Bernoulli variable less its mean p: g = p, h = 1 - p). */
  g: number;
  h: number;
  /** Mass of the mixing beta, see `bestBetaBinomialRho`. */
  rho: number;
  /** Default 2. */
  sides?: Sides;
}

/**
 * `bestRho` for the beta-binomial mixture: ρ - g h, which must stay positive. Errors as `bestRho`.
 *
 * @example bestBetaBinomialRho({ g: 0.03, h: 0.97, vOpt: 29.1 }) // 3.638
 */
export function bestBetaBinomialRho(
  { g, h, vOpt }: { g: number; h: number; vOpt: number },
  tuning: MixtureTuning = {},
): number {
  checkPositive('g', g);
  checkPositive('h', h);
  return Math.max(bestRho(vOpt, tuning) - g * h, 1e-3 * g * h);
}

/**
 * Log of the average, over rates x with weight Beta(c p, c q), of the likelihood of these successes and failures against rate p
 * (q = 1 - p); `above` averages over x > p only. Its exponential is a martingale if p is true. Counts need not be whole.
 */
export function betaBinomialLogEvidence(
  successes: number,
  failures: number,
  p: number,
  q: number,
  mass: number,
  above: boolean,
): number {
  const [a, b] = [mass * p, mass * q];
  const log =
    logBeta(a + successes, b + failures) -
    logBeta(a, b) -
    (successes === 0 ? 0 : successes * (p > 0.5 ? Math.log1p(-q) : Math.log(p))) -
    (failures === 0 ? 0 : failures * (q > 0.5 ? Math.log1p(-p) : Math.log(q)));
  if (!above) return log;
  return log + Math.log(betaSf(p, a + successes, b + failures, q)) - Math.log(betaSf(p, a, b, q));
}

/**
 * Log of the evidence against "the sum has no drift" for a sum `s` of deviations in {-g, h} and variance `v` = n g h,
 * exact for any n: the beta-binomial mixture of Howard, Ramdas, McAuliffe and Sekhon (2021), proposition 7. One-sided:
 * for an upward drift.
 *
 * Throws `out-of-range` for `g`, `h`, `rho`, `v` and for an `s` that n deviations cannot reach.
 *
 * @example betaBinomialMixtureLog(10, 100, { g: 0.2, h: 0.8, rho: 12.44056 }) // -0.6941
 */
export function betaBinomialMixtureLog(s: number, v: number, mixture: BetaBinomialMixture): number {
  check(v, mixture);
  checkNumber('s', s);
  const { g, h, rho, sides } = mixture;
  const successes = (v / h + s) / (g + h);
  const failures = (v / g - s) / (g + h);
  if (successes < 0 || failures < 0) {
    throw new DomainError(
      'out-of-range',
      's',
      `${s} is out of reach`,
      `Give a sum from ${-v / h} to ${v / g}`,
    );
  }
  const p = g / (g + h);
  return betaBinomialLogEvidence(successes, failures, p, h / (g + h), rho / (g * h), sides === 1);
}

/**
 * The sum that deviations without drift pass with probability alpha, over all looks together; infinite where even the largest
 * sum is not enough. Two-sided it bounds the upper side (the lower one is the bound with g and h swapped).
 *
 * Throws `out-of-range` for `v`, `alpha`, `g`, `h` and `rho`.
 *
 * @example betaBinomialMixtureBound(100, 0.05, { g: 0.2, h: 0.8, rho: 12.44056 }) // 31.43
 */
export function betaBinomialMixtureBound(v: number, alpha: number, mixture: BetaBinomialMixture): number {
  check(v, mixture);
  checkLevel('alpha', alpha);
  const missing = (s: number) => betaBinomialMixtureLog(s, v, mixture) + Math.log(alpha);
  const largest = v / mixture.g;
  if (missing(largest) < 0) return Number.POSITIVE_INFINITY;
  return findRoot(missing, 0, largest);
}

function check(v: number, { g, h, rho }: BetaBinomialMixture): void {
  checkPositive('v', v);
  checkPositive('g', g);
  checkPositive('h', h);
  checkPositive('rho', rho);
}
