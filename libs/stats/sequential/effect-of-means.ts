import { checkCount, checkNumber } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import type { Estimate } from './asymptotic-sequence.ts';

/** What a comparison of means needs of one arm. */
export interface ArmMean {
  /** Units, zeros included. */
  n: number;
  mean: number;
  /** Variance of one unit. */
  variance: number;
}

export interface ArmMeans {
  control: ArmMean;
  treatment: ArmMean;
}

/** treatment - control; (treatment - control) / |control|; log(treatment / control), for positive means. */
export type MeanScale = 'difference' | 'lift' | 'log-ratio';

/**
 * The effect on a mean (a rate, money, a ratio per unit) with its standard error, for `asymptoticSequence`. The standard error of
 * lift and log ratio is by the delta method: Var(x̄₂/x̄₁) ≈ v₂/x̄₁² + v₁ x̄₂²/x̄₁⁴, v = s²/n. The log ratio is the better
 * scale: its interval cannot say that a rate fell by more than all of it. Null where a mean is zero (lift: the control's) and
 * a ratio is undefined.
 *
 * Throws `not-a-count` or `out-of-range` for `n`, `mean` and `variance` of an arm.
 *
 * @example effectOfMeans({ control: { n: 1000, mean: 0.024, variance: 0.023424 },
 *   treatment: { n: 1000, mean: 0.041, variance: 0.039319 } }, 'difference')
 * // { estimate: 0.017, standardError: 0.007921, n: 2000 }
 */
export function effectOfMeans({ control, treatment }: ArmMeans, scale: MeanScale): Estimate | null {
  checkArm('control.', control);
  checkArm('treatment.', treatment);
  const n = control.n + treatment.n;
  const [v1, v2] = [control.variance / control.n, treatment.variance / treatment.n];
  if (scale === 'difference') {
    return { estimate: treatment.mean - control.mean, standardError: known(Math.sqrt(v1 + v2)), n };
  }
  if (scale === 'log-ratio') {
    if (!(control.mean > 0 && treatment.mean > 0)) return null;
    const variance = v1 / control.mean ** 2 + v2 / treatment.mean ** 2;
    return {
      estimate: Math.log(treatment.mean / control.mean),
      standardError: known(Math.sqrt(variance)),
      n,
    };
  }
  if (control.mean === 0) return null;
  const base = Math.abs(control.mean);
  const standardError = Math.sqrt(v2 + v1 * (treatment.mean / control.mean) ** 2) / base;
  return { estimate: (treatment.mean - control.mean) / base, standardError: known(standardError), n };
}

/**
 * An arm of conversions as an arm of zeros and ones, for `effectOfMeans`.
 *
 * @example armOfCounts({ successes: 24, trials: 1000 }) // { n: 1000, mean: 0.024, variance: 0.02342 }
 */
export function armOfCounts({ successes, trials }: { successes: number; trials: number }): ArmMean {
  const mean = successes / trials;
  return { n: trials, mean, variance: mean * (1 - mean) };
}

/** Where nothing varied, nothing is known of the error. */
function known(standardError: number): number | null {
  return standardError > 0 ? standardError : null;
}

function checkArm(field: string, { n, mean, variance }: ArmMean): void {
  checkCount(`${field}n`, n);
  if (n === 0) {
    throw new DomainError('out-of-range', `${field}n`, 'there are no units', 'Ask once there is a unit');
  }
  checkNumber(`${field}mean`, mean);
  if (!(variance >= 0 && variance < Number.POSITIVE_INFINITY)) {
    throw new DomainError('out-of-range', `${field}variance`, `${variance} is no variance`, 'Give 0 or more');
  }
}
