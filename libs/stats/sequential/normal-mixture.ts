import { checkLevel, checkNumber, checkPositive } from '../check.ts';
import { findRoot } from '../special/find-root.ts';
import { normalCdf } from '../special/normal.ts';
import type { Sides } from './mixture-tuning.ts';

export interface NormalMixture {
  /** See `bestRho`. */
  rho: number;
  /** Default 2. */
  sides?: Sides;
}

/**
 * Log of the evidence against "the sum has no drift": of a martingale while that is true, for a sum `s` of deviations of
 * variance (intrinsic time) `v`. Two-sided ½ log(ρ / (v + ρ)) + s² / (2 (v + ρ)); one-sided ½ log(4ρ / (v + ρ)) +
 * s² / (2 (v + ρ)) + log Φ(s / √(v + ρ)). Robbins (1970); Howard and others (2021), section 3.2. Its exponential passes 1/alpha
 * with probability alpha at most, over all looks together.
 *
 * Throws `out-of-range` for `s`, `v` and `rho`.
 *
 * @example normalMixtureLog(10, 100, { rho: 12.6 }) // -0.651
 */
export function normalMixtureLog(s: number, v: number, { rho, sides = 2 }: NormalMixture): number {
  checkNumber('s', s);
  checkPositive('v', v);
  checkPositive('rho', rho);
  const total = v + rho;
  const log = 0.5 * Math.log(rho / total) + (s * s) / (2 * total);
  return sides === 2 ? log : log + Math.LN2 + Math.log(normalCdf(s / Math.sqrt(total)));
}

/**
 * The boundary that a sum without drift crosses with probability alpha, over all looks together: the s at which
 * `normalMixtureLog` is log(1/alpha). Two-sided it bounds |s|. Divided by n it is the half-width of a confidence
 * sequence of a mean whose units have a known variance bound.
 *
 * Throws `out-of-range` for `v`, `alpha` and `rho`.
 *
 * @example normalMixtureBound(100, 0.05, { rho: 12.6 }) // 30.35
 */
export function normalMixtureBound(v: number, alpha: number, mixture: NormalMixture): number {
  checkPositive('v', v);
  checkLevel('alpha', alpha);
  checkPositive('rho', mixture.rho);
  const total = v + mixture.rho;
  const two = Math.sqrt(total * (Math.log(total / mixture.rho) - 2 * Math.log(alpha)));
  if (mixture.sides !== 1) return two;
  // At s = 0 there is no evidence, and at the two-sided bound the one-sided evidence is the larger.
  return findRoot((s) => normalMixtureLog(s, v, mixture) + Math.log(alpha), 0, two);
}
