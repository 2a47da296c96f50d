import { checkFinite, checkPositive } from '../check.ts';
import { type Confidence, zOf } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import { normalSf } from '../special/normal.ts';

export interface GaussianEffectOptions extends Confidence {
  /** Normal prior of the effect; without it the flat one. */
  prior?: { mean: number; variance: number };
}

export interface GaussianEffect extends Interval {
  /** Posterior mean and standard deviation. */
  estimate: number;
  standardDeviation: number;
  /** P(effect > 0) */
  probability: number;
  /** What choosing that arm gives up on average, in the effect's unit: E[effect⁺] and E[(-effect)⁺]. */
  expectedLoss: { control: number; treatment: number };
}

const ROOT_TWO_PI = 2.5066282746310002;

/**
 * The Bayesian read-out of experimentation platforms: the effect (a difference, or a lift by the delta method) is taken
 * as normal. For comparison with their numbers, and for means of many units; rates have the exact `comparePosteriors`,
 * which does not break down at small counts. Posterior by precision weights; risk σφ(μ/σ) ± μΦ(±μ/σ). Conjugate normal
 * model: Gelman and others (2013, chapter 2).
 *
 * Throws `out-of-range` for `estimate`, `standardError`, `prior.variance` and `level`.
 *
 * @example gaussianEffect(0.017, 0.00792).probability // 0.9841
 */
export function gaussianEffect(
  estimate: number,
  standardError: number,
  options: GaussianEffectOptions = {},
): GaussianEffect {
  checkFinite('estimate', estimate);
  checkPositive('standardError', standardError);
  const { mean, sd } = posterior(estimate, standardError, options.prior);
  const half = zOf(options) * sd;
  const z = mean / sd;
  const control = gain(z) * sd;
  const treatment = gain(-z) * sd;
  return {
    estimate: mean,
    standardDeviation: sd,
    low: mean - half,
    high: mean + half,
    probability: normalSf(-z),
    expectedLoss: { control, treatment },
  };
}

function posterior(estimate: number, standardError: number, prior: GaussianEffectOptions['prior']) {
  if (prior === undefined) return { mean: estimate, sd: standardError };
  checkFinite('prior.mean', prior.mean);
  checkPositive('prior.variance', prior.variance);
  const weight = standardError ** 2 / prior.variance;
  return { mean: (estimate + weight * prior.mean) / (1 + weight), sd: standardError / Math.sqrt(1 + weight) };
}

/** E[(Z + z)⁺] = φ(z) + zΦ(z); far below zero by φ(z) / z² (1 - 3/z² + 15/z⁴ - …), where the two terms cancel. */
function gain(z: number): number {
  const density = Math.exp(-0.5 * z * z) / ROOT_TWO_PI;
  if (z > -20) return Math.max(0, density + z * normalSf(-z));
  const square = 1 / (z * z);
  return density * square * (1 - square * (3 - square * (15 - square * (105 - square * 945))));
}
