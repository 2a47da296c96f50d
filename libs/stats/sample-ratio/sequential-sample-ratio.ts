import { checkAtLeast, checkCount, checkPositive, checkSameLength } from '../check.ts';
import { checkAllocation } from '../check-allocation.ts';
import { logBeta } from '../special/log-beta.ts';
import { logGamma } from '../special/log-gamma.ts';

export interface SequentialSampleRatio {
  logBayesFactor: number;
  /** Running minimum of 1 / BF: valid however often one looks. */
  pValue: number;
  /** log P(all batches so far) if shares are drawn from the prior: the Dirichlet-multinomial. */
  logMarginal: number;
  /** log P(all batches so far) if the shares are the allocation. */
  logNull: number;
}

/** Prior mass for small deviations: a real assignment bug moves shares by some per cent. */
const SAMPLE_RATIO_CONCENTRATION = 10_000;

/**
 * Did the arms get their share of the units, looked at after every batch? `batches[t][i]`: units assigned to arm i in
 * batch t (not cumulative). One answer a batch: BF = B(α + n) / B(α) / Π ρ_i^n_i of the sums n (Lindon and Malek 2022).
 * `prior`: mass of a Dirichlet prior centered at the allocation, or its parameters one by one.
 *
 * Throws `too-few-groups` without a batch, `inconsistent-counts` where lengths differ, `not-a-count` for `batches[t][i]`,
 * `out-of-range` for `allocation` and `prior`.
 *
 * @example sequentialSampleRatio([[500, 520], [510, 560], [480, 590], [505, 640]], [1, 1]).at(-1)?.pValue // 0.03727
 */
export function sequentialSampleRatio(
  batches: readonly (readonly number[])[],
  allocation: readonly number[],
  { prior = SAMPLE_RATIO_CONCENTRATION }: { prior?: number | readonly number[] } = {},
): SequentialSampleRatio[] {
  checkAtLeast('batches', batches, 1, 'batches');
  const shares = checkAllocation('allocation', allocation);
  const start = typeof prior === 'number' ? shares.map((share) => prior * share) : prior;
  checkSameLength('prior', start, shares.length);
  for (const [i, mass] of start.entries()) checkPositive(`prior[${i}]`, mass);
  const sums = shares.map(() => 0);
  const constant = logBeta(...start);
  let pValue = 1;
  let arrangements = 0;
  return batches.map((batch, t) => {
    checkSameLength(`batches[${t}]`, batch, shares.length);
    for (const [i, count] of batch.entries()) {
      checkCount(`batches[${t}][${i}]`, count);
      sums[i] = (sums[i] ?? 0) + count;
    }
    arrangements += logMultinomial(batch);
    const alternative = logBeta(...start.map((mass, i) => mass + (sums[i] ?? 0))) - constant;
    const expected = sums.reduce((log, count, i) => log + count * Math.log(shares[i] ?? 1), 0);
    const logBayesFactor = alternative - expected;
    pValue = Math.min(pValue, Math.exp(-logBayesFactor));
    return {
      logBayesFactor,
      pValue,
      logMarginal: arrangements + alternative,
      logNull: arrangements + expected,
    };
  });
}

/** log of the number of orders in which these units can have come. */
function logMultinomial(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((log, count) => log - logGamma(count + 1), logGamma(total + 1));
}
