import { type Confidence, tailOf } from '../confidence.ts';
import { dunnettCritical } from '../special/dunnett.ts';
import { loadingsOf } from './against-control.ts';
import { checkEstimates, type GroupEstimate } from './estimate.ts';

export interface ComparisonWithBest {
  /** Its value minus the best of the others: above 0 for the leader alone. */
  value: number;
  /** Bounds for the true one. `low` is 0 where it is certainly the best, `high` is 0 where it certainly is not. */
  low: number;
  high: number;
  /** It cannot be excluded that this group is the best. */
  isPossiblyBest: boolean;
}

/**
 * Which groups (arms, steps) may still be the best, and how much worse are the others at most? Hsu's multiple comparisons with
 * the best (1981; unequal variances: 1996): for each group k bounds [min(0, min_j (d_kj - c se_kj)), max(0, min_j (d_kj + c
 * se_kj))] for its value minus the best of the others, c the one-sided critical value of Dunnett (1955) with k as the control.
 * All hold at once with probability `level`. The highest value is the best; give the values with the sign turned for the
 * lowest.
 *
 * `estimates` as from `rateEstimates`, two or more, independent; answers in the same order. DomainError: too-few-groups,
 * out-of-range (`estimates[i].variance`, `level`).
 *
 * @example comparisonsWithBest(rateEstimates([{ successes: 30, trials: 1000 }, { successes: 52, trials: 820 },
 *   { successes: 12, trials: 680 }])).map(({ isPossiblyBest }) => isPossiblyBest)
 * // [false, true, false]
 */
export function comparisonsWithBest(
  estimates: readonly GroupEstimate[],
  options: Confidence = {},
): ComparisonWithBest[] {
  const tail = 2 * tailOf(options);
  checkEstimates('estimates', estimates, 2);
  return estimates.map((group, k) => {
    const others = estimates.filter((_, j) => j !== k);
    const critical = dunnettCritical(tail, loadingsOf(group, others), 1);
    let value = Number.POSITIVE_INFINITY;
    let low = 0;
    let high = Number.POSITIVE_INFINITY;
    for (const other of others) {
      const difference = group.value - other.value;
      const reach = critical * Math.sqrt(group.variance + other.variance);
      value = Math.min(value, difference);
      low = Math.min(low, difference - reach);
      high = Math.min(high, difference + reach);
    }
    return { value, low, high: Math.max(0, high), isPossiblyBest: high > 0 };
  });
}
