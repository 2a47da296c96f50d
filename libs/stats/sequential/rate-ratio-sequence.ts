import { checkLevel } from '../check.ts';
import { checkAllocation } from '../check-allocation.ts';
import type { Interval } from '../interval.ts';
import { CONVERSION_CONCENTRATION } from './conversion-test.ts';
import { dirichletBayesFactor } from './dirichlet-bayes-factor.ts';

/** Control first, treatment second. */
export type Pair = readonly [number, number];

export interface SequenceOptions {
  /** Probability that any interval ever misses; default 0.05. */
  alpha?: number;
  concentration?: number;
}

/**
 * Confidence sequence for log(rate of the treatment / rate of the control) from conversions and allocation probabilities
 * (Lindon and Malek 2022): all d with n₂ d - (n₁ + n₂) log(ρ₁ + ρ₂ e^d) >= log BF + log α. It holds at all looks at once with
 * probability 1 - α. An end is infinite while that arm has no conversion; both are before the first.
 */
export function rateRatioSequence(
  conversions: Pair,
  allocation: Pair,
  options: SequenceOptions = {},
): Interval {
  const { alpha = 0.05, concentration = CONVERSION_CONCENTRATION } = options;
  checkLevel('alpha', alpha);
  const [rho1 = 0.5, rho2 = 0.5] = checkAllocation('allocation', allocation);
  const limit = dirichletBayesFactor(conversions, allocation, concentration) + Math.log(alpha);
  const [control, treatment] = conversions;
  return {
    low: lowerEnd(control, treatment, rho1, rho2, limit),
    high: -lowerEnd(treatment, control, rho2, rho1, limit),
  };
}

/**
 * The lower root. The left side is concave and lies below its asymptote n₂ d - (n₁ + n₂) log ρ₁, so Newton's method from the
 * asymptote's root rises to the root without passing it; the upper end is the lower one with the arms swapped.
 */
function lowerEnd(n1: number, n2: number, rho1: number, rho2: number, limit: number): number {
  if (n2 === 0) return Number.NEGATIVE_INFINITY;
  const total = n1 + n2;
  let d = (limit + total * Math.log(rho1)) / n2;
  for (let i = 0; i < 200; i++) {
    const odds = rho2 * Math.exp(d);
    const missing = limit - (n2 * d - total * Math.log(rho1 + odds));
    const step = missing / (n2 - (total * odds) / (rho1 + odds));
    d += step;
    if (step <= 1e-14 * Math.max(1, Math.abs(d))) break;
  }
  return d;
}
