import { checkCount, checkFinite, checkNonNegative, checkTrials } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { dot } from '../linear/matrix.ts';
import type { RateCount } from '../rate-count.ts';

/** What a comparison of means needs of one arm. */
export interface MeanSummary {
  /** Units (enrollments), zeros included. */
  n: number;
  mean: number;
  /** Variance of one unit, divisor n - 1; 0 where n is 1, and then without meaning. */
  variance: number;
}

/** Control and treatment; differences are treatment - control, ratios treatment / control. */
export interface TwoMeans {
  control: MeanSummary;
  treatment: MeanSummary;
}

/** Sums of one quantity over units: Σ x and Σ x². */
export interface Sums {
  sum: number;
  sumOfSquares: number;
}

export function sumsOf(values: readonly number[]): Sums {
  return { sum: values.reduce((total, value) => total + value, 0), sumOfSquares: dot(values, values) };
}

export interface MeanSums extends Sums {
  n: number;
}

/** What rounding of Σ x² and (Σ x)² / n may leave of a variance of zero, beside Σ x². */
const ROUNDING = 1e-9;

export function checkUnits(field: string, n: number): void {
  checkCount(field, n);
  if (n === 0) {
    throw new DomainError('out-of-range', field, 'there are no units', 'Ask once there is a unit');
  }
}

export function checkTwoMeans({ control, treatment }: TwoMeans, field = ''): void {
  checkMeanSummary(`${field}control.`, control);
  checkMeanSummary(`${field}treatment.`, treatment);
}

function checkMeanSummary(field: string, { n, mean, variance }: MeanSummary): void {
  checkUnits(`${field}n`, n);
  checkFinite(`${field}mean`, mean);
  checkNonNegative(`${field}variance`, variance);
}

export function checkSums(field: string, n: number, { sum, sumOfSquares }: Sums): void {
  checkUnits(`${field}n`, n);
  checkFinite(`${field}sum`, sum);
  checkNonNegative(`${field}sumOfSquares`, sumOfSquares);
  if (sumOfSquares - (sum * sum) / n < -ROUNDING * sumOfSquares) {
    throw new DomainError(
      'inconsistent-counts',
      `${field}sumOfSquares`,
      `${sumOfSquares} is less than sum² / n`,
      'Sum the squares of the same units',
    );
  }
}

/** Σ (x - x̄)(y - ȳ) / (n - 1) from sums; 0 where n is 1. */
export function covarianceOfSums(n: number, sumX: number, sumY: number, sumOfProducts: number): number {
  return n < 2 ? 0 : (sumOfProducts - (sumX * sumY) / n) / (n - 1);
}

/** Σ (x - x̄)² / (n - 1) from sums, never below zero. */
export function varianceOfSums(n: number, { sum, sumOfSquares }: Sums): number {
  const variance = covarianceOfSums(n, sum, sum, sumOfSquares);
  return variance > 1e-15 * sumOfSquares ? variance : 0;
}

/**
 * Mean and variance of a list of values (revenue per enrollment, replies per contact), by two passes so that a large
 * mean does not eat the digits of the variance. `values` must not be empty and must be finite (`values[i]`). Corrected
 * two-pass variance: Chan, Golub and LeVeque (1983). Throws `out-of-range` for `values` and `values[i]`.
 *
 * @example summarizeSample([0, 0, 49, 120]) // { n: 4, mean: 42.25, variance: 3220 }
 */
export function summarizeSample(values: readonly number[]): MeanSummary {
  checkUnits('values', values.length);
  for (const [i, value] of values.entries()) checkFinite(`values[${i}]`, value);
  const n = values.length;
  const first = values.reduce((sum, value) => sum + value, 0) / n;
  let off = 0;
  let squares = 0;
  for (const value of values) {
    off += value - first;
    squares += (value - first) ** 2;
  }
  return {
    n,
    mean: first + off / n,
    variance: n < 2 ? 0 : Math.max(0, (squares - (off * off) / n) / (n - 1)),
  };
}

/**
 * Mean and variance from n, Σ x and Σ x², which is what a database adds up. Throws `not-a-count`, `out-of-range` or
 * `inconsistent-counts` (Σ x² below (Σ x)² / n) with the name of the sum.
 *
 * @example summarizeSums({ n: 4, sum: 169, sumOfSquares: 16801 }) // { n: 4, mean: 42.25, variance: 3220 }
 */
export function summarizeSums(sums: MeanSums): MeanSummary {
  checkSums('', sums.n, sums);
  return { n: sums.n, mean: sums.sum / sums.n, variance: varianceOfSums(sums.n, sums) };
}

/**
 * Conversions as a mean of zeros and ones, for the functions that compare means. The variance is that of one trial,
 * p (1 - p) (Bernoulli 1713). Throws `not-a-count` or `inconsistent-counts` for `successes` and `trials`, `out-of-range`
 * for `trials` of 0.
 *
 * @example summarizeCounts({ successes: 24, trials: 1000 }) // { n: 1000, mean: 0.024, variance: 0.02342 }
 */
export function summarizeCounts({ successes, trials }: RateCount): MeanSummary {
  checkTrials('', successes, trials);
  const mean = successes / trials;
  return { n: trials, mean, variance: mean * (1 - mean) };
}
