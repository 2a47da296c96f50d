import { type Confidence, tailOf } from '../confidence.ts';
import { allPairsCritical } from '../special/all-pairs.ts';
import { normalQuantile } from '../special/normal-quantile.ts';
import { studentizedRangeQuantile } from '../special/studentized-range.ts';
import { checkEstimates, type GroupEstimate } from './estimate.ts';

export interface AllPairsOptions extends Confidence {
  /**
   * `max-t` (default): exact for any variances. `tukey`: Tukey and Kramer, exact for equal variances, else a little wider.
   * `bonferroni`: valid, widest.
   */
  readonly method?: 'max-t' | 'tukey' | 'bonferroni';
}

export interface PairDifference {
  /** Places of the two groups, 0-based; the difference is second - first. */
  first: number;
  second: number;
  value: number;
  low: number;
  high: number;
}

export interface AllPairs {
  /** The |z| that no pair passes by chance, with probability `level`. */
  critical: number;
  pairs: PairDifference[];
}

/**
 * Which groups (arms, steps) differ, and by how much, when all pairs are looked at? Intervals for all differences that hold
 * at once with probability `level`: d ± c √(v_i + v_j). The critical value c of the largest of them (max-T: Hothorn, Bretz and
 * Westfall 2008) is computed without random draws to 0.002.
 *
 * `estimates` as from `rateEstimates`, two or more, independent. DomainError: too-few-groups, out-of-range
 * (`estimates[i].variance`, `level`).
 *
 * @example allPairs(rateEstimates([{ successes: 30, trials: 1000 }, { successes: 52, trials: 820 },
 *   { successes: 12, trials: 680 }])).critical
 * // 2.335
 */
export function allPairs(estimates: readonly GroupEstimate[], options: AllPairsOptions = {}): AllPairs {
  checkEstimates('estimates', estimates, 2);
  const critical = criticalValue(estimates, options);
  const pairs = estimates.flatMap((one, first) =>
    estimates.slice(first + 1).map((two, after) => {
      const value = two.value - one.value;
      const half = critical * Math.sqrt(one.variance + two.variance);
      return { first, second: first + 1 + after, value, low: value - half, high: value + half };
    }),
  );
  return { critical, pairs };
}

function criticalValue(estimates: readonly GroupEstimate[], options: AllPairsOptions): number {
  const method: Required<AllPairsOptions>['method'] = options.method ?? 'max-t';
  const tail = 2 * tailOf(options);
  const groups = estimates.length;
  switch (method) {
    case 'max-t':
      return allPairsCritical(
        tail,
        estimates.map(({ variance }) => variance),
      );
    case 'tukey':
      return studentizedRangeQuantile(1 - tail, groups) / Math.SQRT2;
    case 'bonferroni':
      return -normalQuantile(tail / (groups * (groups - 1)));
  }
}
