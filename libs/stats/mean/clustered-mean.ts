import { checkNonNegative } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import type { EffectOptions, MeanEffect } from './effect.ts';
import { checkUnits, type Sums } from './mean-summary.ts';
import { type RatioSums, ratioDifference, ratioMetric } from './ratio-metric.ts';

/** Sums over clusters (accounts, mail domains) whose contacts influence one another. */
export interface ClusterSums {
  clusters: number;
  /** Each cluster's total of the outcome: Σ T and Σ T². */
  total: Sums;
  /** Each cluster's number of contacts: Σ N and Σ N². */
  size: Sums;
  /** Σ T · N. */
  totalTimesSize: number;
  /** Σ x² over all contacts, for the design effect; of a yes-or-no outcome the same as Σ T. */
  sumOfSquares?: number;
}

export interface ClusteredMean extends MeanEffect {
  /** How many times larger the variance is than of as many independent contacts; null without `sumOfSquares`. */
  designEffect: number | null;
  /** Contacts divided by the design effect. */
  effectiveSize: number | null;
}

/**
 * The mean per contact where contacts come in accounts: the account is the unit. Linearized (cluster-robust, CR1) variance
 * G / (G - 1) Σ (T_g - m N_g)² / (Σ N_g)², m = Σ T / Σ N (Liang and Zeger 1986; Kish 1965), t interval with G - 1 degrees of
 * freedom. Few clusters (under 20) make it too narrow. Null fields while there is one cluster.
 *
 * Throws `not-a-count`, `out-of-range` or `inconsistent-counts` for `clusters`, `total.sum`, `size.sum`, … .
 *
 * @example clusteredMean({ clusters: 30, total: { sum: 24, sumOfSquares: 60 },
 *   size: { sum: 300, sumOfSquares: 3400 }, totalTimesSize: 290, sumOfSquares: 24 }).designEffect
 * // 1.651
 */
export function clusteredMean(sums: ClusterSums, options: EffectOptions = {}): ClusteredMean {
  const effect = ratioMetric(asRatio(sums, ''), options);
  const { sumOfSquares, size, total } = sums;
  const { variancePerUnit: _, naiveStandardError: __, ...answer } = effect;
  if (sumOfSquares === undefined || effect.standardError === null) {
    return { ...answer, designEffect: null, effectiveSize: null };
  }
  checkNonNegative('sumOfSquares', sumOfSquares);
  const units = size.sum;
  const independent = (sumOfSquares - total.sum ** 2 / units) / (units - 1) / units;
  const designEffect = independent > 0 ? effect.standardError ** 2 / independent : null;
  return { ...answer, designEffect, effectiveSize: designEffect === null ? null : units / designEffect };
}

/**
 * Do the means per contact of two arms differ, where whole accounts were assigned? Difference of two clustered means by Welch's
 * t test on the accounts. Errors as `clusteredMean`, with `control.` or `treatment.` before the name.
 *
 * @example clusteredMeanDifference({ control: { clusters: 30, total: { sum: 24, sumOfSquares: 60 },
 *   size: { sum: 300, sumOfSquares: 3400 }, totalTimesSize: 290 }, treatment: { clusters: 28,
 *   total: { sum: 39, sumOfSquares: 101 }, size: { sum: 290, sumOfSquares: 3300 }, totalTimesSize: 420 } }).pValue
 * // 0.08988
 */
export function clusteredMeanDifference(
  arms: { control: ClusterSums; treatment: ClusterSums },
  options: EffectOptions = {},
): MeanEffect {
  return ratioDifference(
    { control: asRatio(arms.control, 'control.'), treatment: asRatio(arms.treatment, 'treatment.') },
    options,
  );
}

/** A mean per contact is the ratio of the accounts' totals and sizes. */
function asRatio({ clusters, total, size, totalTimesSize }: ClusterSums, field: string): RatioSums {
  checkUnits(`${field}clusters`, clusters);
  if (!(size.sum >= clusters)) {
    throw new DomainError(
      'inconsistent-counts',
      `${field}size.sum`,
      `${size.sum} contacts in ${clusters} clusters`,
      'Leave out clusters without a contact',
    );
  }
  return { n: clusters, numerator: total, denominator: size, sumOfProducts: totalTimesSize };
}
