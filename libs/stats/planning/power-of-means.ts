import type { Alternative } from '../alternative.ts';
import { checkFinite, checkLevel, checkPositive } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { normalSf } from '../special/normal.ts';
import { normalQuantile } from '../special/normal-quantile.ts';

export interface PowerOptions {
  /** Probability of a false alarm; default 0.05. */
  alpha?: number;
  /** Default `two-sided`. */
  alternative?: Alternative;
}

/**
 * How likely is a single look to find an effect of this size with this standard error? Normal test:
 * P(Z > z_(1-α/2) - e/se) + P(Z < -z_(1-α/2) - e/se), or one tail with z_(1-α) (Cohen 1988). For means, ratios, lifts and log
 * hazard ratios alike; the result is the probability of a verdict in either direction where `alternative` is two-sided.
 *
 * Throws `out-of-range` for `effect`, `standardError`, `alpha`.
 *
 * @example powerOfEffect(0.05, 0.0242) // 0.5423
 */
export function powerOfEffect(
  effect: number,
  standardError: number,
  { alpha = 0.05, alternative = 'two-sided' }: PowerOptions = {},
): number {
  checkFinite('effect', effect);
  checkPositive('standardError', standardError);
  checkLevel('alpha', alpha);
  const size = effect / standardError;
  if (alternative === 'greater') return normalSf(-normalQuantile(alpha) - size);
  if (alternative === 'less') return normalSf(-normalQuantile(alpha) + size);
  const z = -normalQuantile(alpha / 2);
  return normalSf(z - size) + normalSf(z + size);
}

/** A metric as it is today: mean and variance of one unit in the control (of a rate: p and p (1 - p)). */
export interface PlannedMean {
  mean: number;
  variance: number;
}

/**
 * How likely is a test with this many enrollments in each arm to find a lift in a mean (0.05 for +5 %)? Standard error
 * of the lift by the delta method, √(v (1 + (1 + lift)²) / (n mean²)), as `deltaLift` will have it, both arms with the
 * control's variance. Fixed horizon: a test that is looked at every day needs more. Delta method: Deng, Knoblich and Lu
 * (2018).
 *
 * Throws `out-of-range` for `mean` (0), `variance`, `lift`, `unitsPerArm`, `alpha`.
 *
 * @example liftPower({ mean: 10, variance: 3910, lift: 0.05, unitsPerArm: 133333 }) // 0.5214
 */
export function liftPower(plan: PlannedMean & { lift: number; unitsPerArm: number } & PowerOptions): number {
  const { mean, variance, lift, unitsPerArm, ...options } = plan;
  checkPositive('unitsPerArm', unitsPerArm);
  checkFinite('lift', lift);
  const relative = relativeVariance({ mean, variance });
  return powerOfEffect(lift, Math.sqrt((relative * (1 + (1 + lift) ** 2)) / unitsPerArm), options);
}

/**
 * What is the smallest rise of a mean that this many enrollments in each arm will find (the minimum detectable effect)?
 * The lift δ > 0 with δ² = c (1 + (1 + δ)²), c = v (z_(1-α/2) + z_power)² / (n mean²): δ = (c + √(c (2 - c))) / (1 - c).
 * Null while c >= 1: with so few no lift whatever is found, because its own error grows with it. Minimum detectable
 * effect: Bloom (1995).
 *
 * Throws `out-of-range` for `mean` (0), `variance`, `unitsPerArm`, `alpha`, `power` (not above alpha).
 *
 * @example smallestLift({ mean: 10, variance: 3910, unitsPerArm: 133333 }) // 0.07027
 */
export function smallestLift(
  plan: PlannedMean & { unitsPerArm: number; alpha?: number; power?: number },
): number | null {
  const { unitsPerArm, alpha = 0.05, power = 0.8 } = plan;
  checkPositive('unitsPerArm', unitsPerArm);
  const c = (relativeVariance(plan) * bothQuantiles(alpha, power) ** 2) / unitsPerArm;
  return c < 1 ? (c + Math.sqrt(c * (2 - c))) / (1 - c) : null;
}

/**
 * How many enrollments does each arm need to find this lift of a mean? The inverse of `smallestLift`:
 * v (1 + (1 + lift)²) (z_(1-α/2) + z_power)² / (mean lift)². Not rounded.
 *
 * Throws `out-of-range` for `mean` (0), `variance`, `lift` (0), `alpha`, `power` (not above alpha).
 *
 * @example unitsForLift({ mean: 10, variance: 3910, lift: 0.05 }) // 258100
 */
export function unitsForLift(plan: PlannedMean & { lift: number; alpha?: number; power?: number }): number {
  const { lift, alpha = 0.05, power = 0.8 } = plan;
  checkNotZero('lift', lift);
  const squares = relativeVariance(plan) * (1 + (1 + lift) ** 2);
  return squares * (bothQuantiles(alpha, power) / lift) ** 2;
}

/**
 * How many enrollments does the treatment need to find this difference of two means (in their unit)? (v₂ + v₁ / r)
 * (z_(1-α/2) + z_power)² / difference², r control units for each treatment unit (Chow, Shao and Wang 2008). With r = 1
 * it is the number per arm. Not rounded; normal, so add one or two where it is under 30.
 *
 * Throws `out-of-range` for `controlVariance`, `treatmentVariance`, `difference` (0), `controlsPerUnit`, `alpha`, `power`.
 *
 * @example unitsForDifference({ controlVariance: 15.2, treatmentVariance: 38.4, difference: 0.29 }) // 5002
 */
export function unitsForDifference(plan: {
  controlVariance: number;
  treatmentVariance: number;
  difference: number;
  alpha?: number;
  power?: number;
  controlsPerUnit?: number;
}): number {
  const { difference, alpha = 0.05, power = 0.8, controlsPerUnit = 1 } = plan;
  checkPositive('controlVariance', plan.controlVariance);
  checkPositive('treatmentVariance', plan.treatmentVariance);
  checkPositive('controlsPerUnit', controlsPerUnit);
  checkNotZero('difference', difference);
  const variance = plan.treatmentVariance + plan.controlVariance / controlsPerUnit;
  return variance * (bothQuantiles(alpha, power) / difference) ** 2;
}

/**
 * How many more enrollments until an effect of this size is found, given the standard error of now? The factor f for which the
 * power with se / √(1 + f) is what is asked for; times the enrollments of now it is what is still to come. 0: there are enough.
 *
 * Throws `out-of-range` for `effect` (0), `standardError`, `alpha`, `power` (not above alpha).
 *
 * @example moreUnitsFactor({ effect: 0.05, standardError: 0.0918 }) // 25.46
 */
export function moreUnitsFactor(plan: {
  effect: number;
  standardError: number;
  alpha?: number;
  power?: number;
}): number {
  const { effect, standardError, alpha = 0.05, power = 0.8 } = plan;
  checkNotZero('effect', effect);
  checkPositive('standardError', standardError);
  const z = -normalQuantile(alpha / 2);
  // The other tail adds a little power: Newton's method from the answer without it; power is concave above z.
  let size = bothQuantiles(alpha, power);
  for (let i = 0; i < 50; i++) {
    const missing = power - powerOfEffect(size, 1, { alpha });
    const step = missing / (density(size - z) - density(size + z));
    size += step;
    if (Math.abs(step) <= 1e-14 * size) break;
  }
  return Math.max(0, ((size * standardError) / effect) ** 2 - 1);
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

function relativeVariance({ mean, variance }: PlannedMean): number {
  checkNotZero('mean', mean);
  checkPositive('variance', variance);
  return variance / mean ** 2;
}

function checkNotZero(field: string, value: number): void {
  checkFinite(field, value);
  if (value === 0) {
    throw new DomainError('out-of-range', field, 'it is 0', 'Give a number that is not 0');
  }
}

/** z_(1-α/2) + z_power */
function bothQuantiles(alpha: number, power: number): number {
  checkLevel('alpha', alpha);
  checkLevel('power', power);
  if (power <= alpha) {
    throw new DomainError('out-of-range', 'power', 'it is not above alpha', 'Ask for more, such as 0.8');
  }
  return normalQuantile(power) - normalQuantile(alpha / 2);
}
