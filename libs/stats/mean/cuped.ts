import { checkFinite, checkSameLength } from '../check.ts';
import { dot } from '../linear/matrix.ts';
import { type EffectOptions, effectOf, type MeanEffect } from './effect.ts';
import {
  checkSums,
  checkUnits,
  covarianceOfSums,
  type MeanSummary,
  type Sums,
  sumsOf,
  varianceOfSums,
} from './mean-summary.ts';
import { welch, welchDegrees } from './welch.ts';

/** Sums over enrollments of the outcome and of a covariate from before the enrollment (past opens, past revenue). */
export interface CupedSums {
  n: number;
  outcome: Sums;
  covariate: Sums;
  /** Σ outcome · covariate. */
  sumOfProducts: number;
}

export interface TwoCuped {
  control: CupedSums;
  treatment: CupedSums;
}

/**
 * Adds up what `cupedDifference` needs from one entry per enrollment. Throws `inconsistent-counts` for lists of unlike length,
 * `out-of-range` for a value that is not finite (`outcome[i]`).
 *
 * @example cupedSums([0, 49, 0], [1, 3, 2]).sumOfProducts // 147
 */
export function cupedSums(outcome: readonly number[], covariate: readonly number[]): CupedSums {
  checkSameLength('covariate', covariate, outcome.length);
  for (const [i, value] of outcome.entries()) checkFinite(`outcome[${i}]`, value);
  for (const [i, value] of covariate.entries()) checkFinite(`covariate[${i}]`, value);
  const sumOfProducts = dot(outcome, covariate);
  return { n: outcome.length, outcome: sumsOf(outcome), covariate: sumsOf(covariate), sumOfProducts };
}

export interface CupedEffect extends MeanEffect {
  /** The slope by which the covariate was taken out, the same for both arms; 0 where it tells nothing. */
  theta: number;
}

/**
 * Do the means differ, once what was known before the enrollment is taken out? Each outcome is replaced by
 * outcome - θ · covariate, θ = cov / var over both arms together (Deng, Xu, Kohavi and Walker 2013, "CUPED"), then Welch's
 * t test. The difference stays unbiased whatever θ is, and its variance falls by the squared correlation. The covariate must
 * lie before the assignment: an outcome of the treatment as covariate removes the effect itself.
 *
 * Throws `not-a-count`, `out-of-range` or `inconsistent-counts` for `control.n`, `control.outcome.sum`, … .
 *
 * @example cupedDifference({ control: { n: 200, outcome: { sum: 1816.4, sumOfSquares: 23083 },
 *   covariate: { sum: 2019.4, sumOfSquares: 29660 }, sumOfProducts: 23913 }, treatment: { n: 220,
 *   outcome: { sum: 2257.5, sumOfSquares: 29621 },
 *   covariate: { sum: 2369.6, sumOfSquares: 36956 }, sumOfProducts: 30768 } }).pValue
 * // 0.03619
 */
export function cupedDifference(arms: TwoCuped, options: EffectOptions = {}): CupedEffect {
  const theta = cupedTheta(arms);
  return { ...welch(adjusted(arms, theta), options), theta };
}

/**
 * The same as a share of the control's own mean (not the adjusted one, which has no meaning by itself): delta method with the
 * covariance of outcome and covariate in the control, ∂/∂ȳ₁ = -ȳ₂/ȳ₁². Null where the control's mean is zero. Errors as
 * `cupedDifference`.
 *
 * @example cupedLift({ control: { n: 200, outcome: { sum: 1816.4, sumOfSquares: 23083 },
 *   covariate: { sum: 2019.4, sumOfSquares: 29660 }, sumOfProducts: 23913 }, treatment: { n: 220,
 *   outcome: { sum: 2257.5, sumOfSquares: 29621 },
 *   covariate: { sum: 2369.6, sumOfSquares: 36956 }, sumOfProducts: 30768 } }).estimate
 * // 0.08656
 */
export function cupedLift(arms: TwoCuped, options: EffectOptions = {}): CupedEffect {
  const theta = cupedTheta(arms);
  const pair = adjusted(arms, theta);
  const control = arms.control.outcome.sum / arms.control.n;
  if (control === 0) return { ...effectOf(null, null, null, options), theta };
  const ratio = arms.treatment.outcome.sum / arms.treatment.n / control;
  const controlVariance = adjustedVariance(arms.control, ratio, theta) / arms.control.n;
  const variance = pair.treatment.variance / arms.treatment.n + controlVariance;
  const base = Math.abs(control);
  const estimate = (pair.treatment.mean - pair.control.mean) / base;
  return { ...effectOf(estimate, Math.sqrt(variance) / base, welchDegrees(pair), options), theta };
}

/**
 * How much of the outcome does the covariate foretell? cov(outcome, covariate) / var(covariate) over both arms together;
 * 0 where the covariate does not vary. Errors as `cupedDifference`.
 *
 * @example cupedTheta({ control: { n: 2, outcome: { sum: 3, sumOfSquares: 5 },
 *   covariate: { sum: 3, sumOfSquares: 5 }, sumOfProducts: 5 }, treatment: { n: 2,
 *   outcome: { sum: 4, sumOfSquares: 10 }, covariate: { sum: 3, sumOfSquares: 5 }, sumOfProducts: 7 } })
 * // 1.5
 */
export function cupedTheta({ control, treatment }: TwoCuped): number {
  checkCupedSums('control.', control);
  checkCupedSums('treatment.', treatment);
  const n = control.n + treatment.n;
  const covariate = {
    sum: control.covariate.sum + treatment.covariate.sum,
    sumOfSquares: control.covariate.sumOfSquares + treatment.covariate.sumOfSquares,
  };
  const variance = varianceOfSums(n, covariate);
  if (variance === 0) return 0;
  const outcome = control.outcome.sum + treatment.outcome.sum;
  const products = control.sumOfProducts + treatment.sumOfProducts;
  return covarianceOfSums(n, outcome, covariate.sum, products) / variance;
}

function checkCupedSums(field: string, { n, outcome, covariate, sumOfProducts }: CupedSums): void {
  checkUnits(`${field}n`, n);
  checkSums(`${field}outcome.`, n, outcome);
  checkSums(`${field}covariate.`, n, covariate);
  checkFinite(`${field}sumOfProducts`, sumOfProducts);
}

function adjusted(arms: TwoCuped, theta: number): { control: MeanSummary; treatment: MeanSummary } {
  return { control: adjustedArm(arms.control, theta), treatment: adjustedArm(arms.treatment, theta) };
}

function adjustedArm(arm: CupedSums, theta: number): MeanSummary {
  const mean = (arm.outcome.sum - theta * arm.covariate.sum) / arm.n;
  return { n: arm.n, mean, variance: adjustedVariance(arm, 1, theta) };
}

/** Variance of slope · outcome - θ · covariate. */
function adjustedVariance(arm: CupedSums, slope: number, theta: number): number {
  const { n, outcome, covariate, sumOfProducts } = arm;
  const covariance = covarianceOfSums(n, outcome.sum, covariate.sum, sumOfProducts);
  const variance =
    slope ** 2 * varianceOfSums(n, outcome) -
    2 * slope * theta * covariance +
    theta ** 2 * varianceOfSums(n, covariate);
  return Math.max(0, variance);
}
