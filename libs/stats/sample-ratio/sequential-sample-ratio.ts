import { checkAtLeast } from '../check.ts';
import { dirichletBayesFactor } from '../sequential/dirichlet-bayes-factor.ts';

export interface SequentialSampleRatio {
  logBayesFactor: number;
  /** Running minimum of 1 / BF: valid however often one looks. */
  pValue: number;
}

/** Prior mass for small deviations: a real assignment bug moves shares by some per cent. */
const SAMPLE_RATIO_CONCENTRATION = 10_000;

/**
 * Did the arms get their share of the units, looked at after every batch? `batches[t][i]`: units assigned to arm i in batch t
 * (not cumulative). One answer a batch (Lindon and Malek 2022).
 */
export function sequentialSampleRatio(
  batches: readonly (readonly number[])[],
  allocation: readonly number[],
  concentration = SAMPLE_RATIO_CONCENTRATION,
): SequentialSampleRatio[] {
  checkAtLeast('batches', batches, 1, 'batches');
  const sums = allocation.map(() => 0);
  let pValue = 1;
  return batches.map((batch) => {
    for (const [i, count] of batch.entries()) sums[i] = (sums[i] ?? 0) + count;
    const logBayesFactor = dirichletBayesFactor(sums, allocation, concentration);
    pValue = Math.min(pValue, Math.exp(-logBayesFactor));
    return { logBayesFactor, pValue };
  });
}
