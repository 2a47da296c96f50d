import { checkLevel, checkPositive, checkProbability } from '../check.ts';
import { normalCdf } from '../special/normal.ts';
import { normalQuantile } from '../special/normal-quantile.ts';

export interface PowerQuestion {
  control: number;
  treatment: number;
  /** Units of the treatment arm. */
  units: number;
  /** Two-sided; default 0.05. */
  alpha?: number;
  /** Control units for each treatment unit; default 1. */
  controlsPerUnit?: number;
  /** Count a rejection in the wrong direction, too; default false. */
  strict?: boolean;
}

/**
 * How likely does a test of this size, looked at once, find the difference? Two-sided pooled z-test, normal
 * approximation: Φ((|p2 - p1| √n - z √(p̄ q̄ (1 + 1/r))) / √(p1 q1 / r + p2 q2)), with `strict` plus the other tail
 * (Fleiss 1981). Equal rates give α with `strict`, α / 2 without. Throws `out-of-range` for `control`, `treatment`,
 * `alpha`, `units`.
 *
 * @example powerOfTest({ control: 0.05, treatment: 0.08, units: 400 }) // 0.4054
 */
export function powerOfTest(question: PowerQuestion): number {
  const { control, treatment, units, alpha = 0.05, controlsPerUnit: ratio = 1, strict = false } = question;
  checkProbability('control', control);
  checkProbability('treatment', treatment);
  checkPositive('units', units);
  checkLevel('alpha', alpha);
  checkPositive('controlsPerUnit', ratio);
  const mean = (ratio * control + treatment) / (ratio + 1);
  const threshold = normalQuantile(1 - alpha / 2) * Math.sqrt(mean * (1 - mean) * (1 + 1 / ratio));
  const spread = Math.sqrt((control * (1 - control)) / ratio + treatment * (1 - treatment));
  const difference = Math.abs(treatment - control) * Math.sqrt(units);
  if (spread === 0) return difference > threshold ? 1 : 0;
  const right = normalCdf((difference - threshold) / spread);
  return strict ? right + normalCdf((-difference - threshold) / spread) : right;
}
