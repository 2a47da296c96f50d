import { checkFinite, checkSameLength } from '../check.ts';
import { dot } from '../linear/matrix.ts';
import { type EffectOptions, effectOf, type MeanEffect } from './effect.ts';
import { deltaLift } from './mean-lift.ts';
import {
  checkSums,
  checkUnits,
  covarianceOfSums,
  type MeanSummary,
  type Sums,
  sumsOf,
  varianceOfSums,
} from './mean-summary.ts';
import { welch } from './welch.ts';

/** Sums over the randomized units (contacts) of a numerator (clicks) and a denominator (mails sent). */
export interface RatioSums {
  /** Contacts. */
  n: number;
  numerator: Sums;
  denominator: Sums;
  /** Σ numerator · denominator. */
  sumOfProducts: number;
}

export interface TwoRatios {
  control: RatioSums;
  treatment: RatioSums;
}

export interface RatioMetric extends MeanEffect {
  /** n times the squared standard error: the variance of one contact's part. */
  variancePerUnit: number | null;
  /** What √(r (1 - r) / Σ denominator) would say, as if every mail were a contact of its own; null unless 0 <= r <= 1. */
  naiveStandardError: number | null;
}

/**
 * Adds up two lists, one entry per contact, for the ratio functions. Throws `inconsistent-counts` when they differ in length.
 *
 * @example ratioSums([0, 3, 1], [4, 5, 7])
 * // { n: 3, numerator: { sum: 4, sumOfSquares: 10 }, denominator: { sum: 16, sumOfSquares: 90 }, sumOfProducts: 22 }
 */
export function ratioSums(numerator: readonly number[], denominator: readonly number[]): RatioSums {
  checkSameLength('denominator', denominator, numerator.length);
  for (const [i, value] of numerator.entries()) checkFinite(`numerator[${i}]`, value);
  for (const [i, value] of denominator.entries()) checkFinite(`denominator[${i}]`, value);
  return {
    n: numerator.length,
    numerator: sumsOf(numerator),
    denominator: sumsOf(denominator),
    sumOfProducts: dot(numerator, denominator),
  };
}

/**
 * How many clicks per mail (a ratio of two sums over contacts), and how sure is that? The mails of one contact are alike, so
 * the contact is the unit: delta method, Var(r) = (s_x² - 2 r s_xy + r² s_y²) / (n ȳ²), r = Σx / Σy (Deng, Knoblich and Lu
 * 2018), t interval with n - 1 degrees of freedom. All null while the denominators add up to zero.
 *
 * Throws `not-a-count`, `out-of-range` or `inconsistent-counts` for `n`, `numerator.sum`, … .
 *
 * @example ratioMetric({ n: 40, numerator: { sum: 11, sumOfSquares: 21 },
 *   denominator: { sum: 180, sumOfSquares: 1020 }, sumOfProducts: 71 }).standardError
 * // 0.0226
 */
export function ratioMetric(sums: RatioSums, options: EffectOptions = {}): RatioMetric {
  const summary = ratioSummary(sums);
  if (summary === null) {
    return { ...effectOf(null, null, null, options), variancePerUnit: null, naiveStandardError: null };
  }
  const { n, mean: ratio, variance } = summary;
  const naive = (ratio * (1 - ratio)) / sums.denominator.sum;
  return {
    ...effectOf(ratio, Math.sqrt(variance / n), n - 1, options),
    variancePerUnit: n < 2 ? null : variance,
    naiveStandardError: naive >= 0 ? Math.sqrt(naive) : null,
  };
}

const ROUNDING = 1e-14;

/**
 * The ratio and the variance of one contact's part, as a `MeanSummary`: what `welch` and `deltaLift` need. Null while the
 * denominators add up to zero. `field` names the arm in errors. Errors as `ratioMetric`.
 *
 * @example ratioSummary(ratioSums([0, 3, 1], [4, 5, 7])) // { n: 3, mean: 0.25, variance: 0.0813 }
 */
export function ratioSummary(sums: RatioSums, field = ''): MeanSummary | null {
  const { n, numerator, denominator, sumOfProducts } = sums;
  checkUnits(`${field}n`, n);
  checkSums(`${field}numerator.`, n, numerator);
  checkSums(`${field}denominator.`, n, denominator);
  checkFinite(`${field}sumOfProducts`, sumOfProducts);
  if (denominator.sum === 0) return null;
  const ratio = numerator.sum / denominator.sum;
  const covariance = covarianceOfSums(n, numerator.sum, denominator.sum, sumOfProducts);
  const size = denominator.sum / n;
  const own = varianceOfSums(n, numerator);
  const spread = own - 2 * ratio * covariance + ratio ** 2 * varianceOfSums(n, denominator);
  // In proportion, every contact has the same ratio: what is left of the subtraction is rounding.
  return { n, mean: ratio, variance: spread > ROUNDING * own ? spread / size ** 2 : 0 };
}

/**
 * Do the clicks per mail of two arms differ? Difference of two ratios, each with its delta variance, by Welch's t test on the
 * contacts. Errors as `ratioMetric`, with `control.` or `treatment.` before the name; null while an arm has no denominator.
 *
 * @example ratioDifference({ control: ratioSums([0, 3, 1], [4, 5, 7]), treatment: ratioSums([1, 2, 3],
 *   [3, 5, 4]) }).estimate
 * // 0.25
 */
export function ratioDifference(arms: TwoRatios, options: EffectOptions = {}): MeanEffect {
  const pair = summaries(arms);
  return pair === null ? effectOf(null, null, null, options) : welch(pair, options);
}

/**
 * The same as a share of the control's ratio, by the delta method (see `deltaLift`). Errors as `ratioDifference`.
 *
 * @example ratioLift({ control: ratioSums([0, 3, 1], [4, 5, 7]), treatment: ratioSums([1, 2, 3], [3, 5, 4]) }).estimate // 1
 */
export function ratioLift(arms: TwoRatios, options: EffectOptions = {}): MeanEffect {
  const pair = summaries(arms);
  return pair === null ? effectOf(null, null, null, options) : deltaLift(pair, options);
}

function summaries(arms: TwoRatios): { control: MeanSummary; treatment: MeanSummary } | null {
  const control = ratioSummary(arms.control, 'control.');
  const treatment = ratioSummary(arms.treatment, 'treatment.');
  return control === null || treatment === null ? null : { control, treatment };
}
