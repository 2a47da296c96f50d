import { checkFinite, checkSameLength } from '../check.ts';
import { bilinear, dot, type Matrix } from '../linear/matrix.ts';
import type { CupedEffect } from './cuped.ts';
import { type EffectOptions, effectOf } from './effect.ts';
import { checkSums, checkUnits, covarianceOfSums, type Sums, sumsOf } from './mean-summary.ts';
import { welchDegrees } from './welch.ts';

/** Sums over contacts of a ratio's two parts, in the experiment and in the time before it. */
export interface CupedRatioSums {
  n: number;
  numerator: Sums;
  denominator: Sums;
  numeratorBefore: Sums;
  denominatorBefore: Sums;
  /** Σ of the products of each two of the four. */
  products: {
    numeratorDenominator: number;
    numeratorNumeratorBefore: number;
    numeratorDenominatorBefore: number;
    denominatorNumeratorBefore: number;
    denominatorDenominatorBefore: number;
    numeratorBeforeDenominatorBefore: number;
  };
}

/** The four parts of a ratio, one entry per contact. */
export interface CupedRatioLists {
  numerator: readonly number[];
  denominator: readonly number[];
  numeratorBefore: readonly number[];
  denominatorBefore: readonly number[];
}

/**
 * Adds up what `cupedRatioDifference` needs from one entry per contact. Throws `inconsistent-counts` for lists of unlike
 * length, `out-of-range` for a value that is not finite (`numerator[i]`).
 *
 * @example cupedRatioSums({ numerator: [1, 0], denominator: [4, 3], numeratorBefore: [1, 0],
 *   denominatorBefore: [3, 4] }).products.numeratorDenominatorBefore
 * // 3
 */
export function cupedRatioSums(lists: CupedRatioLists): CupedRatioSums {
  const { numerator, denominator, numeratorBefore, denominatorBefore } = lists;
  for (const [name, values] of Object.entries(lists)) {
    checkSameLength(name, values, numerator.length);
    for (const [i, value] of values.entries()) checkFinite(`${name}[${i}]`, value);
  }
  return {
    n: numerator.length,
    numerator: sumsOf(numerator),
    denominator: sumsOf(denominator),
    numeratorBefore: sumsOf(numeratorBefore),
    denominatorBefore: sumsOf(denominatorBefore),
    products: {
      numeratorDenominator: dot(numerator, denominator),
      numeratorNumeratorBefore: dot(numerator, numeratorBefore),
      numeratorDenominatorBefore: dot(numerator, denominatorBefore),
      denominatorNumeratorBefore: dot(denominator, numeratorBefore),
      denominatorDenominatorBefore: dot(denominator, denominatorBefore),
      numeratorBeforeDenominatorBefore: dot(numeratorBefore, denominatorBefore),
    },
  };
}

export interface TwoCupedRatios {
  control: CupedRatioSums;
  treatment: CupedRatioSums;
}

/**
 * Do the clicks per mail differ, once the clicks per mail from before are taken out? ratio - θ · ratio before, each
 * arm's variance by the delta method over the four sums, θ = Σ cov / Σ var of the two ratios over both arms (Deng, Xu,
 * Kohavi and Walker 2013; Deng, Knoblich and Lu 2018), t test with Welch's degrees of freedom. Null where a denominator
 * adds up to zero; without anything before (`denominatorBefore` all zero) θ is 0 and the ratios are compared as they
 * are.
 *
 * Throws `not-a-count`, `out-of-range` or `inconsistent-counts` for `control.n`, `control.numerator.sum`, … .
 *
 * @example cupedRatioDifference({ control: cupedRatioSums({ numerator: [1, 0, 3, 1], denominator: [4, 3, 5, 4],
 *   numeratorBefore: [1, 0, 2, 1], denominatorBefore: [3, 4, 4, 4] }),
 *   treatment: cupedRatioSums({ numerator: [2, 1, 3, 0], denominator: [4, 3, 5, 2], numeratorBefore: [1, 1, 2, 0],
 *   denominatorBefore: [3, 4, 4, 3] }) }).estimate
 * // 0.09623
 */
export function cupedRatioDifference(arms: TwoCupedRatios, options: EffectOptions = {}): CupedEffect {
  const fit = adjust(arms);
  if (fit === null) return { ...effectOf(null, null, null, options), theta: 0 };
  const { theta, control, treatment } = fit;
  const variance = control.variance / control.n + treatment.variance / treatment.n;
  const estimate = treatment.mean - control.mean;
  return { ...effectOf(estimate, Math.sqrt(variance), welchDegrees(fit), options), theta };
}

/**
 * The same as a share of the control's ratio in the experiment: (adjusted difference) / |control's ratio|, its error by
 * the delta method, in which the control's ratio stands above and below. Errors as `cupedRatioDifference`.
 *
 * @example cupedRatioLift({ control: cupedRatioSums({ numerator: [1, 0, 3, 1], denominator: [4, 3, 5, 4],
 *   numeratorBefore: [1, 0, 2, 1], denominatorBefore: [3, 4, 4, 4] }),
 *   treatment: cupedRatioSums({ numerator: [2, 1, 3, 0], denominator: [4, 3, 5, 2], numeratorBefore: [1, 1, 2, 0],
 *   denominatorBefore: [3, 4, 4, 3] }) }).estimate
 * // 0.3079
 */
export function cupedRatioLift(arms: TwoCupedRatios, options: EffectOptions = {}): CupedEffect {
  const fit = adjust(arms);
  if (fit === null || fit.control.ratio === 0) {
    return { ...effectOf(null, null, null, options), theta: fit?.theta ?? 0 };
  }
  const { theta, control, treatment } = fit;
  const base = Math.abs(control.ratio);
  const difference = treatment.mean - control.mean;
  // d (difference / |r|) / d r = -(1 + difference / r) / |r| where r also is the first part of the difference.
  const slope = 1 + difference / control.ratio;
  const [top = 0, bottom = 0, ...before] = control.gradient;
  const controlGradient = [slope * top, slope * bottom, ...before];
  const controlVariance = bilinear(controlGradient, control.covariances, controlGradient) / control.n;
  const variance = Math.max(0, controlVariance) + treatment.variance / treatment.n;
  const effect = effectOf(difference / base, Math.sqrt(variance) / base, welchDegrees(fit), options);
  return { ...effect, theta };
}

interface AdjustedRatio {
  n: number;
  /** Ratio in the experiment. */
  ratio: number;
  /** Ratio - θ · ratio before. */
  mean: number;
  variance: number;
  gradient: number[];
  covariances: Matrix;
}

function adjust(
  arms: TwoCupedRatios,
): { theta: number; control: AdjustedRatio; treatment: AdjustedRatio } | null {
  checkArm('control.', arms.control);
  checkArm('treatment.', arms.treatment);
  if (arms.control.denominator.sum === 0 || arms.treatment.denominator.sum === 0) return null;
  const theta = thetaOf([arms.control, arms.treatment]);
  return { theta, control: adjustArm(arms.control, theta), treatment: adjustArm(arms.treatment, theta) };
}

function thetaOf(arms: readonly CupedRatioSums[]): number {
  if (arms.some(({ denominatorBefore }) => denominatorBefore.sum === 0)) return 0;
  let covariance = 0;
  let variance = 0;
  for (const arm of arms) {
    const matrix = covariances(arm);
    const now = [...gradientOf(arm.n, arm.numerator, arm.denominator), 0, 0];
    const before = [0, 0, ...gradientOf(arm.n, arm.numeratorBefore, arm.denominatorBefore)];
    covariance += bilinear(now, matrix, before);
    variance += bilinear(before, matrix, before);
  }
  return variance > 0 ? covariance / variance : 0;
}

function adjustArm(arm: CupedRatioSums, theta: number): AdjustedRatio {
  const { n, numerator, denominator, numeratorBefore, denominatorBefore } = arm;
  const ratio = numerator.sum / denominator.sum;
  const before = theta === 0 ? 0 : numeratorBefore.sum / denominatorBefore.sum;
  const beforeGradient = theta === 0 ? [0, 0] : gradientOf(n, numeratorBefore, denominatorBefore);
  const gradient = [...gradientOf(n, numerator, denominator), ...beforeGradient.map((part) => -theta * part)];
  const matrix = covariances(arm);
  const variance = Math.max(0, bilinear(gradient, matrix, gradient));
  return { n, ratio, mean: ratio - theta * before, variance, gradient, covariances: matrix };
}

/** Derivatives of x̄ / ȳ. */
function gradientOf(n: number, top: Sums, bottom: Sums): [number, number] {
  const size = bottom.sum / n;
  return [1 / size, -top.sum / bottom.sum / size];
}

function covariances(arm: CupedRatioSums): Matrix {
  const { n, numerator, denominator, numeratorBefore, denominatorBefore, products } = arm;
  const parts = [numerator, denominator, numeratorBefore, denominatorBefore];
  const sums = [
    [numerator.sumOfSquares, products.numeratorDenominator],
    [products.numeratorDenominator, denominator.sumOfSquares],
    [products.numeratorNumeratorBefore, products.denominatorNumeratorBefore],
    [products.numeratorDenominatorBefore, products.denominatorDenominatorBefore],
  ];
  const before = [
    [numeratorBefore.sumOfSquares, products.numeratorBeforeDenominatorBefore],
    [products.numeratorBeforeDenominatorBefore, denominatorBefore.sumOfSquares],
  ];
  const product = (i: number, j: number): number =>
    (Math.min(i, j) < 2 ? sums[Math.max(i, j)]?.[Math.min(i, j)] : before[i - 2]?.[j - 2]) ?? 0;
  return parts.map((left, i) =>
    parts.map((right, j) => covarianceOfSums(n, left.sum, right.sum, product(i, j))),
  );
}

function checkArm(field: string, arm: CupedRatioSums): void {
  checkUnits(`${field}n`, arm.n);
  checkSums(`${field}numerator.`, arm.n, arm.numerator);
  checkSums(`${field}denominator.`, arm.n, arm.denominator);
  checkSums(`${field}numeratorBefore.`, arm.n, arm.numeratorBefore);
  checkSums(`${field}denominatorBefore.`, arm.n, arm.denominatorBefore);
  for (const [name, value] of Object.entries(arm.products)) checkFinite(`${field}products.${name}`, value);
}
