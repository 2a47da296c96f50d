import { checkCount, checkSameLength } from '../check.ts';
import { checkAllocation } from '../check-allocation.ts';
import { chiSquareSf } from '../special/chi-square.ts';

export interface SampleRatio {
  chiSquare: number;
  df: number;
  pValue: number;
}

/**
 * Did the arms get their share of the units? Pearson's chi-square of assigned counts against the allocation. Below 0.001 the
 * test's numbers cannot be trusted. Without a unit: chi-square 0, p = 1.
 */
export function sampleRatio(assigned: readonly number[], allocation: readonly number[]): SampleRatio {
  const shares = checkAllocation('allocation', allocation);
  checkSameLength('assigned', assigned, shares.length);
  let total = 0;
  for (const [i, count] of assigned.entries()) {
    checkCount(`assigned[${i}]`, count);
    total += count;
  }
  const df = shares.length - 1;
  if (total === 0) return { chiSquare: 0, df, pValue: 1 };
  let chiSquare = 0;
  for (const [i, share] of shares.entries()) {
    const expected = total * share;
    chiSquare += ((assigned[i] ?? 0) - expected) ** 2 / expected;
  }
  return { chiSquare, df, pValue: chiSquareSf(chiSquare, df) };
}
