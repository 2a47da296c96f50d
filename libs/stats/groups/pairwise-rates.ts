import { benjaminiHochberg } from '../multiplicity/false-discovery.ts';
import { holm } from '../multiplicity/family-wise.ts';
import { pooledZ } from '../proportion/pooled-z.ts';
import type { RateCount } from '../rate-count.ts';
import { totalOf } from './equal-rates.ts';

export interface PairOfRates {
  /** Places of the two arms, 0-based. */
  first: number;
  second: number;
  /** Second - first. */
  difference: number;
  /** Of this pair alone (pooled z, two-sided). */
  pValue: number;
  /** Adjusted for the number of pairs: not one false finding. */
  holm: number;
  /** Adjusted for the number of pairs: few false findings. */
  benjaminiHochberg: number;
}

/**
 * Which arms differ? The pooled z-test of each pair with its p-value adjusted for all pairs (Holm 1979; Benjamini and Hochberg
 * 1995). For intervals that hold together use `allPairs` or `againstControl`.
 *
 * `arms`: two or more. Pairs in the order (0, 1), (0, 2), …, (1, 2), … DomainError: too-few-groups, not-a-count,
 * inconsistent-counts, out-of-range, naming `arms[i].trials` and the like.
 *
 * @example pairwiseRates([{ successes: 40, trials: 1000 }, { successes: 52, trials: 1000 },
 *   { successes: 61, trials: 1000 }])[1]
 * // { first: 0, second: 2, difference: 0.021, pValue: 0.032, holm: 0.096, benjaminiHochberg: 0.096 }
 */
export function pairwiseRates(arms: readonly RateCount[]): PairOfRates[] {
  totalOf(arms);
  const pairs = arms.flatMap((control, first) =>
    arms.slice(first + 1).map((treatment, after) => ({
      first,
      second: first + 1 + after,
      difference: treatment.successes / treatment.trials - control.successes / control.trials,
      pValue: pooledZ({ control, treatment }).pValue,
    })),
  );
  const pValues = pairs.map(({ pValue }) => pValue);
  const familyWise = holm(pValues);
  const discovery = benjaminiHochberg(pValues);
  return pairs.map((pair, i) => ({
    ...pair,
    holm: familyWise[i] ?? 1,
    benjaminiHochberg: discovery[i] ?? 1,
  }));
}
