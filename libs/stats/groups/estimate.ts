import { checkAtLeast, checkTrials } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import type { RateCount } from '../rate-count.ts';

/** One group's estimate, independent of the other groups', and its sampling variance. */
export interface GroupEstimate {
  readonly value: number;
  readonly variance: number;
}

/**
 * What the variance of a rate is taken to be. `wald`: p̂ q̂ / n. `guarded` (default): the same, but for an arm without a
 * success or without a failure, where it would be 0, that of (x + 1/2) / (n + 1).
 */
export type RateVariance = 'guarded' | 'wald';

/**
 * Rates of arms or steps as estimates for `allPairs`, `againstControl` and `comparisonsWithBest`.
 * DomainError: not-a-count, inconsistent-counts, out-of-range, naming `arms[i].trials` and the like.
 *
 * @example rateEstimates([{ successes: 30, trials: 1000 }]) // [{ value: 0.03, variance: 0.0000291 }]
 */
export function rateEstimates(
  arms: readonly RateCount[],
  { variance = 'guarded' }: { readonly variance?: RateVariance } = {},
): GroupEstimate[] {
  return arms.map(({ successes, trials }, i) => {
    checkTrials(`arms[${i}].`, successes, trials);
    const isExtreme = successes === 0 || successes === trials;
    const rate = isExtreme && variance === 'guarded' ? (successes + 0.5) / (trials + 1) : successes / trials;
    return { value: successes / trials, variance: (rate * (1 - rate)) / trials };
  });
}

/** At least `least` estimates with finite values and variances of 0 or more. */
export function checkEstimates(field: string, estimates: readonly GroupEstimate[], least: number): void {
  checkAtLeast(field, estimates, least, 'groups');
  for (const [i, { value, variance }] of estimates.entries()) {
    if (!Number.isFinite(value)) {
      throw new DomainError('out-of-range', `${field}[${i}].value`, `it is ${value}`, 'Give a number');
    }
    if (!(variance >= 0 && variance < Number.POSITIVE_INFINITY)) {
      throw new DomainError('out-of-range', `${field}[${i}].variance`, `it is ${variance}`, 'Give 0 or more');
    }
  }
}
