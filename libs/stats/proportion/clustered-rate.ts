import { checkSuccesses } from '../check.ts';
import { type Confidence, tailOf } from '../confidence.ts';
import { satterthwaite } from '../mean/welch.ts';
import type { RateCount } from '../rate-count.ts';
import { studentTQuantile } from '../special/student-t.ts';

export type ClusteredRate =
  | {
      kind: 'estimate';
      value: number;
      low: number;
      high: number;
      standardError: number;
      /** Clusters that have trials. */
      clusters: number;
      /** How many times the variance of independent trials; null at 0 % or 100 %, where that is 0. */
      designEffect: number | null;
    }
  | NotEnoughClusters;

export interface NotEnoughClusters {
  kind: 'not-enough-data';
  /** Clusters that are missing. */
  needed: number;
}

/**
 * How high is the rate when trials come in groups that answer alike (contacts of one account)? The ratio of sums with the
 * delta-method variance of its clusters, k / (k - 1) Σ (x_i - p̂ n_i)² / (Σ n_i)², and Student's t with k - 1 degrees of
 * freedom (Cochran 1977; Deng, Knoblich and Lu 2018). Clusters are taken to be independent; ends may leave [0, 1].
 *
 * `clusters`: successes and trials of each account. Under two clusters with trials: `not-enough-data`. DomainError:
 * not-a-count, inconsistent-counts (`clusters[i].successes`), out-of-range (`level`).
 *
 * @example clusteredRate([{ successes: 3, trials: 10 }, { successes: 0, trials: 8 }, { successes: 1, trials: 12 }])
 * // { kind: 'estimate', value: 0.1333, low: -0.2299, high: 0.4965 }
 */
export function clusteredRate(clusters: readonly RateCount[], options: Confidence = {}): ClusteredRate {
  const tail = tailOf(options);
  const { rate, variance, count, independent } = ratioOfSums('clusters', clusters);
  if (count < 2) return { kind: 'not-enough-data', needed: 2 - count };
  const standardError = Math.sqrt(variance);
  const half = -studentTQuantile(tail, count - 1) * standardError;
  return {
    kind: 'estimate',
    value: rate,
    low: rate - half,
    high: rate + half,
    standardError,
    clusters: count,
    designEffect: independent === 0 ? null : variance / independent,
  };
}

export type ClusteredDifference =
  | {
      kind: 'estimate';
      /** Treatment - control. */
      value: number;
      low: number;
      high: number;
      standardError: number;
      degreesOfFreedom: number;
    }
  | NotEnoughClusters;

/**
 * By how much do the rates of two sets of accounts differ, when whole accounts were assigned? The difference of two
 * `clusteredRate`s, with Welch's degrees of freedom from the numbers of clusters.
 *
 * Under two clusters with trials in an arm: `not-enough-data`. DomainError as for `clusteredRate`.
 *
 * @example clusteredRateDifference({ control: [{ successes: 3, trials: 10 }, { successes: 0, trials: 8 }],
 *   treatment: [{ successes: 4, trials: 9 }, { successes: 2, trials: 12 }] })
 * // { kind: 'estimate', value: 0.119, low: -0.7524, high: 0.9905 }
 */
export function clusteredRateDifference(
  arms: { readonly control: readonly RateCount[]; readonly treatment: readonly RateCount[] },
  options: Confidence = {},
): ClusteredDifference {
  const tail = tailOf(options);
  const control = ratioOfSums('control', arms.control);
  const treatment = ratioOfSums('treatment', arms.treatment);
  const needed = Math.max(0, 2 - control.count) + Math.max(0, 2 - treatment.count);
  if (needed > 0) return { kind: 'not-enough-data', needed };
  const variance = control.variance + treatment.variance;
  // Where no cluster differs from its arm's rate, any degrees of freedom give the same answer.
  const degreesOfFreedom =
    satterthwaite(
      [control, treatment].map(({ variance: v, count: n }) => ({ n, mean: 0, variance: v * n })),
    ) ?? control.count + treatment.count - 2;
  const value = treatment.rate - control.rate;
  const standardError = Math.sqrt(variance);
  const half = -studentTQuantile(tail, degreesOfFreedom) * standardError;
  return { kind: 'estimate', value, low: value - half, high: value + half, standardError, degreesOfFreedom };
}

function ratioOfSums(field: string, clusters: readonly RateCount[]) {
  let successes = 0;
  let trials = 0;
  let count = 0;
  for (const [i, cluster] of clusters.entries()) {
    checkSuccesses(`${field}[${i}].`, cluster.successes, cluster.trials);
    successes += cluster.successes;
    trials += cluster.trials;
    if (cluster.trials > 0) count++;
  }
  const rate = trials === 0 ? 0 : successes / trials;
  let squares = 0;
  for (const cluster of clusters) squares += (cluster.successes - rate * cluster.trials) ** 2;
  const variance = count < 2 ? 0 : ((count / (count - 1)) * squares) / trials ** 2;
  return { rate, variance, count, independent: trials === 0 ? 0 : (rate * (1 - rate)) / trials };
}
