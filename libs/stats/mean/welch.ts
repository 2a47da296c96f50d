import { type EffectOptions, effectOf, type MeanEffect } from './effect.ts';
import { checkTwoMeans, type MeanSummary, type TwoMeans } from './mean-summary.ts';

/**
 * Is the mean of the treatment (revenue per enrollment, emails read per contact) another than the control's, and by how much?
 * Welch's t test: the arms may vary differently. t = (x̄₂ - x̄₁) / √(s₁²/n₁ + s₂²/n₂) with the degrees of freedom of Welch
 * (1947) and Satterthwaite (1946); the interval is for x̄₂ - x̄₁ in the unit of the means. An arm of one unit, or two arms in
 * which nothing varies, give the difference alone and null for the rest.
 *
 * Throws `not-a-count` or `out-of-range` for `control.n`, `control.mean`, `control.variance`, the same of `treatment`, `level`.
 *
 * @example welch({ control: { n: 3407, mean: 0.41, variance: 15.2 },
 *   treatment: { n: 3461, mean: 0.7, variance: 38.4 } }).pValue
 * // 0.0201
 */
export function welch(arms: TwoMeans, options: EffectOptions = {}): MeanEffect {
  checkTwoMeans(arms);
  const { control, treatment } = arms;
  const standardError = Math.sqrt(control.variance / control.n + treatment.variance / treatment.n);
  return effectOf(treatment.mean - control.mean, standardError, welchDegrees(arms), options);
}

/** (v₁ + v₂)² / (v₁²/(n₁ - 1) + v₂²/(n₂ - 1)), v = s²/n; null where an arm has one unit or nothing varies. */
export function welchDegrees({ control, treatment }: TwoMeans): number | null {
  return satterthwaite([control, treatment]);
}

/** Degrees of freedom of Σ w² s²/n (Satterthwaite 1946); null where a part has one unit or nothing varies. */
export function satterthwaite(parts: readonly MeanSummary[], weights: readonly number[] = []): number | null {
  if (parts.some(({ n }) => n < 2)) return null;
  const variances = parts.map(({ n, variance }, i) => ((weights[i] ?? 1) ** 2 * variance) / n);
  const largest = Math.max(...variances);
  if (!(largest > 0)) return null;
  // Scaled by the largest, so that neither tiny nor huge variances leave the range of doubles.
  let sum = 0;
  let squares = 0;
  for (const [i, { n }] of parts.entries()) {
    const share = (variances[i] ?? 0) / largest;
    sum += share;
    squares += share ** 2 / (n - 1);
  }
  return sum ** 2 / squares;
}

/**
 * The same question with one variance for both arms (Student 1908): right only where the arms vary alike; `welch` is the
 * default. s² = ((n₁ - 1) s₁² + (n₂ - 1) s₂²) / (n₁ + n₂ - 2), n₁ + n₂ - 2 degrees of freedom. Errors as `welch`.
 *
 * @example studentT({ control: { n: 10, mean: 0.75, variance: 3.2 },
 *   treatment: { n: 10, mean: 2.33, variance: 4 } }).pValue
 * // 0.079
 */
export function studentT(arms: TwoMeans, options: EffectOptions = {}): MeanEffect {
  checkTwoMeans(arms);
  const { control, treatment } = arms;
  const degrees = control.n + treatment.n - 2;
  const pooled = ((control.n - 1) * control.variance + (treatment.n - 1) * treatment.variance) / degrees;
  const standardError = degrees === 0 ? null : Math.sqrt(pooled * (1 / control.n + 1 / treatment.n));
  return effectOf(treatment.mean - control.mean, standardError, degrees, options);
}
