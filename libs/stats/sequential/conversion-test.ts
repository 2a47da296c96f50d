import type { Alternative } from '../alternative.ts';
import { checkAtLeast, checkLevel } from '../check.ts';
import { checkAllocation } from '../check-allocation.ts';
import { betaSf } from '../special/beta.ts';
import { findRoot } from '../special/find-root.ts';
import { betaBinomialLogEvidence } from './beta-binomial-mixture.ts';
import { dirichletBayesFactor } from './dirichlet-bayes-factor.ts';

/** Prior mass that suits effects of 20-50 % on rates of some per cent. */
export const CONVERSION_CONCENTRATION = 100;

export interface ConversionTestOptions {
  /** Prior mass; default 100. */
  concentration?: number;
}

export interface OneSidedOptions extends ConversionTestOptions {
  /** Default `greater`: does the treatment convert better? */
  alternative?: Exclude<Alternative, 'two-sided'>;
}

export interface SequentialTest {
  logBayesFactor: number;
  /** min(1, 1 / BF) at this look; valid whenever one looks. The running minimum over looks is valid, too. */
  pValue: number;
}

/**
 * Do K arms convert at the same rate? Needs only each arm's conversions and the allocation probabilities: under the null
 * a conversion falls into arm i with probability ρ_i, however the common rate moves over time. Valid at every look, as
 * long as the allocation is constant (Lindon and Malek 2022).
 *
 * Throws `not-a-count` for `counts[i]`, `out-of-range` for `allocation` and `concentration`.
 *
 * @example conversionTest([300, 420], [1, 1]).pValue // 0.0004228
 */
export function conversionTest(
  conversions: readonly number[],
  allocation: readonly number[],
  { concentration = CONVERSION_CONCENTRATION }: ConversionTestOptions = {},
): SequentialTest {
  return testOf(dirichletBayesFactor(conversions, allocation, concentration));
}

/**
 * The same test where the allocation changed: the evidence of regimes, each with a constant allocation, is multiplied.
 * Errors as `conversionTest`, and `too-few-groups` for `regimes`.
 *
 * @example conversionTestOverRegimes([{ allocation: [9, 1], conversions: [180, 30] }, { allocation: [1, 1],
 *   conversions: [100, 140] }]).pValue
 * // 0.08972
 */
export function conversionTestOverRegimes(
  regimes: readonly { allocation: readonly number[]; conversions: readonly number[] }[],
  { concentration = CONVERSION_CONCENTRATION }: ConversionTestOptions = {},
): SequentialTest {
  checkAtLeast('regimes', regimes, 1, 'regimes');
  let log = 0;
  for (const { allocation, conversions } of regimes) {
    log += dirichletBayesFactor(conversions, allocation, concentration);
  }
  return testOf(log);
}

/**
 * Does the treatment convert better (or worse) than the control? The one-sided test for two arms: evidence is averaged
 * over better (worse) treatments only, so that a difference the other way never counts, and p is smaller where the
 * direction is right. Errors as `conversionTest`.
 *
 * @example oneSidedConversionTest([300, 420], [1, 1]).pValue // 0.0002114
 */
export function oneSidedConversionTest(
  conversions: readonly [number, number],
  allocation: readonly [number, number],
  { alternative = 'greater', concentration = CONVERSION_CONCENTRATION }: OneSidedOptions = {},
): SequentialTest {
  const [one = 0.5, two = 0.5] = checkAllocation('allocation', allocation);
  const log = dirichletBayesFactor(conversions, allocation, concentration);
  const [share, rest] = alternative === 'greater' ? [two, one] : [one, two];
  const [better, worse] = alternative === 'greater' ? [conversions[1], conversions[0]] : conversions;
  const after = betaSf(share, concentration * share + better, concentration * rest + worse, rest);
  const before = betaSf(share, concentration * share, concentration * rest, rest);
  return testOf(log + Math.log(after) - Math.log(before));
}

/**
 * Lower bound of log(rate of the treatment / rate of the control) that holds at all looks at once with probability 1 -
 * alpha: the smallest d that the one-sided test does not rule out. -Infinity without a conversion in the treatment.
 * Errors as `rateRatioSequence`.
 *
 * @example rateRatioLowerBound([300, 420], [1, 1]) // 0.1284
 */
export function rateRatioLowerBound(
  conversions: readonly [number, number],
  allocation: readonly [number, number],
  { alpha = 0.05, concentration = CONVERSION_CONCENTRATION }: { alpha?: number; concentration?: number } = {},
): number {
  checkLevel('alpha', alpha);
  const [one = 0.5, two = 0.5] = checkAllocation('allocation', allocation);
  dirichletBayesFactor(conversions, allocation, concentration);
  const [control, treatment] = conversions;
  if (treatment === 0) return Number.NEGATIVE_INFINITY;
  const evidence = (d: number): number => {
    const odds = (two / one) * Math.exp(d);
    const [share, rest] = [odds / (1 + odds), 1 / (1 + odds)];
    return betaBinomialLogEvidence(treatment, control, share, rest, concentration, true) + Math.log(alpha);
  };
  // At the observed ratio there is no evidence against it; far below there is any amount, but with a single conversion.
  const high = Math.log((treatment * one) / (Math.max(control, 0.5) * two));
  let low = high - 1;
  while (evidence(low) < 0) {
    low = high - 2 * (high - low);
    if (low < -700) return Number.NEGATIVE_INFINITY;
  }
  return findRoot(evidence, low, evidence(high) < 0 ? high : high + 50);
}

function testOf(logBayesFactor: number): SequentialTest {
  return { logBayesFactor, pValue: Math.min(1, Math.exp(-logBayesFactor)) };
}
