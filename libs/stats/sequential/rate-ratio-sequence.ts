import { checkAtLeast, checkLevel } from '../check.ts';
import { checkAllocation } from '../check-allocation.ts';
import type { Interval } from '../interval.ts';
import { CONVERSION_CONCENTRATION } from './conversion-test.ts';
import { dirichletBayesFactor } from './dirichlet-bayes-factor.ts';
import { acceptedLogRatios } from './rate-ratio-root.ts';

/** Control first, treatment second. */
export type Pair = readonly [number, number];

export interface SequenceOptions {
  /** Probability that any interval ever misses; default 0.05. */
  alpha?: number;
  /** Prior mass; default 100. */
  concentration?: number;
}

/** Conversions while the allocation stayed as it was. */
export interface Regime {
  allocation: Pair;
  conversions: Pair;
}

/**
 * By what ratio do two arms convert differently, looked at every day? Confidence sequence for log(rate of the treatment
 * / rate of the control) from conversions and allocation probabilities (Lindon and Malek 2022): all d with n₂ d - (n₁ +
 * n₂) log(ρ₁ + ρ₂ e^d) >= log BF + log α. It holds at all looks at once with probability 1 - α, however the rates rise
 * and fall together. An end is infinite while that arm has no conversion; both are before the first.
 *
 * Throws `not-a-count` for `counts[i]`, `out-of-range` for `allocation`, `alpha`, `concentration`.
 *
 * @example rateRatioSequence([300, 420], [1, 1]) // { low: 0.09233, high: 0.584 }
 */
export function rateRatioSequence(
  conversions: Pair,
  allocation: Pair,
  options: SequenceOptions = {},
): Interval {
  return rateRatioOverRegimes([{ conversions, allocation }], options);
}

/**
 * The same interval where the allocation changed during the test: within each regime it was constant, the evidence of
 * the regimes is multiplied, and the interval is all ratios that their product does not rule out. Adding up counts over
 * regimes instead would let the allocation pass for an effect. Where no ratio fits all regimes low is above high.
 *
 * Throws as `rateRatioSequence`, and `too-few-groups` without a regime.
 *
 * @example rateRatioOverRegimes([{ allocation: [9, 1], conversions: [180, 30] }, { allocation: [1, 1],
 *   conversions: [100, 140] }])
 * // { low: -0.01964, high: 0.7299 }
 */
export function rateRatioOverRegimes(regimes: readonly Regime[], options: SequenceOptions = {}): Interval {
  const { alpha = 0.05, concentration = CONVERSION_CONCENTRATION } = options;
  checkAtLeast('regimes', regimes, 1, 'regimes');
  checkLevel('alpha', alpha);
  let limit = Math.log(alpha);
  const segments = regimes.map(({ allocation, conversions }) => {
    const [controlShare = 0.5, treatmentShare = 0.5] = checkAllocation('allocation', allocation);
    limit += dirichletBayesFactor(conversions, allocation, concentration);
    const [control, treatment] = conversions;
    return { control, treatment, controlShare, treatmentShare };
  });
  return acceptedLogRatios(segments, limit);
}

/**
 * The intervals of every arm against the first, log scale, all of them valid together at all looks: one confidence set
 * for the K arms' shares, seen from each pair (the other arms are put where they fit best). Wider than a pair on its
 * own, and no further correction for the number of arms is needed. Errors as `rateRatioSequence`.
 *
 * @example rateRatioSequences([300, 420, 330], [1, 1, 1])[0] // { low: 0.06836, high: 0.6086 }
 */
export function rateRatioSequences(
  conversions: readonly number[],
  allocation: readonly number[],
  options: SequenceOptions = {},
): Interval[] {
  const { alpha = 0.05, concentration = CONVERSION_CONCENTRATION } = options;
  checkLevel('alpha', alpha);
  const shares = checkAllocation('allocation', allocation);
  const limit = dirichletBayesFactor(conversions, allocation, concentration) + Math.log(alpha);
  const total = conversions.reduce((sum, count) => sum + count, 0);
  const fits = conversions.map((count, i) => logFit(count, total, shares[i] ?? 1));
  const [control = 0] = conversions;
  const [controlShare = 1] = shares;
  return conversions.slice(1).map((treatment, j) => {
    const others = fits.reduce((sum, fit, i) => (i === 0 || i === j + 1 ? sum : sum + fit), 0);
    const pair = logFit(control + treatment, total, 1);
    const treatmentShare = shares[j + 1] ?? 1;
    return acceptedLogRatios([{ control, treatment, controlShare, treatmentShare }], limit - others - pair);
  });
}

/** n log(n / (N ρ)): what the likelihood gains where an arm's share is as observed. */
function logFit(count: number, total: number, share: number): number {
  return count === 0 ? 0 : count * Math.log(count / (total * share));
}
