import { type Confidence, tailOf } from '../confidence.ts';
import { studentTQuantile } from '../special/student-t.ts';
import { type EffectOptions, effectOf, type MeanEffect } from './effect.ts';
import { checkTwoMeans, type MeanSummary, type TwoMeans } from './mean-summary.ts';
import { satterthwaite, welchDegrees } from './welch.ts';

/**
 * By what share is the treatment's mean above the control's? The lift (x̄₂ - x̄₁) / |x̄₁| with a symmetric interval by
 * the delta method (Var ≈ v₂/x̄₁² + v₁ x̄₂²/x̄₁⁴, v = s²/n) and Welch's degrees of freedom, as experimentation platforms
 * print it. With a control mean that is not clearly above zero this interval is wrong in both directions: use
 * `fiellerLift`. Null where the control's mean is zero. Errors as `welch`.
 *
 * @example deltaLift({ control: { n: 3407, mean: 0.41, variance: 15.2 },
 *   treatment: { n: 3461, mean: 0.7, variance: 38.4 } }).low
 * // -0.03495
 */
export function deltaLift(arms: TwoMeans, options: EffectOptions = {}): MeanEffect {
  checkTwoMeans(arms);
  const { control, treatment } = arms;
  if (control.mean === 0) return effectOf(null, null, null, options);
  const ratio = treatment.mean / control.mean;
  const base = Math.abs(control.mean);
  const variance = treatment.variance / treatment.n + (control.variance / control.n) * ratio ** 2;
  const estimate = (treatment.mean - control.mean) / base;
  return effectOf(estimate, Math.sqrt(variance) / base, welchDegrees(arms), options);
}

/**
 * By what factor, on the log scale? log(x̄₂ / x̄₁) with a symmetric interval by the delta method (v₁/x̄₁² + v₂/x̄₂², v = s²/n;
 * Deng, Knoblich and Lu 2018). Its interval cannot say that a rate fell by more than all of it, which suits an
 * always-valid sequence. Null unless both means are above zero. Errors as `welch`.
 *
 * @example deltaLogRatio({ control: { n: 3407, mean: 0.41, variance: 15.2 },
 *   treatment: { n: 3461, mean: 0.7, variance: 38.4 } }).estimate
 * // 0.5349
 */
export function deltaLogRatio(arms: TwoMeans, options: EffectOptions = {}): MeanEffect {
  checkTwoMeans(arms);
  const { control, treatment } = arms;
  if (!(control.mean > 0 && treatment.mean > 0)) return effectOf(null, null, null, options);
  const variance = meanVariance(control) / control.mean ** 2 + meanVariance(treatment) / treatment.mean ** 2;
  const estimate = Math.log(treatment.mean / control.mean);
  return effectOf(estimate, Math.sqrt(variance), welchDegrees(arms), options);
}

/** A lift; low and high are infinite where the control's mean cannot be told from zero, and null where nothing is known. */
export interface FiellerLift {
  estimate: number | null;
  low: number | null;
  high: number | null;
  /** False where the interval has no ends: the control's mean may be zero. */
  bounded: boolean;
}

/**
 * The same lift with an honest interval (Fieller 1954): all lifts r - 1 for which (x̄₂ - r x̄₁)² <= t² (v₂ + r² v₁), the
 * ratios r that a t test does not reject. It is not symmetric, and it has no ends where the control's mean cannot be
 * told from zero, where any lift is possible. Degrees of freedom with the estimated ratio put in (Tamhane and Logan
 * 2004). Means must be of quantities where a ratio makes sense (money, counts). Errors as `welch`.
 *
 * @example fiellerLift({ control: { n: 3407, mean: 0.41, variance: 15.2 },
 *   treatment: { n: 3461, mean: 0.7, variance: 38.4 } })
 * // { lift: undefined, low: 0.09432, high: 1.708 }
 */
export function fiellerLift(arms: TwoMeans, options: Confidence = {}): FiellerLift {
  checkTwoMeans(arms);
  const tail = tailOf(options);
  const { control, treatment } = arms;
  if (control.mean === 0) return { estimate: null, ...UNBOUNDED };
  const ratio = treatment.mean / control.mean;
  const estimate = (treatment.mean - control.mean) / Math.abs(control.mean);
  const degrees = satterthwaite([control, treatment], [ratio, 1]);
  // With a ratio of zero all its error is the treatment's, which may be none at all.
  if (degrees === null) return { estimate, low: null, high: null, bounded: false };
  const t = -studentTQuantile(tail, degrees);
  const a = control.mean ** 2 - t ** 2 * meanVariance(control);
  if (a <= 0) return { estimate, ...UNBOUNDED };
  const b = control.mean * treatment.mean;
  const c = treatment.mean ** 2 - t ** 2 * meanVariance(treatment);
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  // The smaller root in size by Vieta's formula, which does not cancel.
  const far = b >= 0 ? (b + root) / a : (b - root) / a;
  const near = far === 0 ? 0 : c / (a * far);
  const ends = control.mean > 0 ? [near - 1, far - 1] : [1 - near, 1 - far];
  return { estimate, low: Math.min(...ends), high: Math.max(...ends), bounded: true };
}

const UNBOUNDED = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, bounded: false };

const meanVariance = ({ variance, n }: MeanSummary): number => variance / n;
