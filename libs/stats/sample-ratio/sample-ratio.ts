import { checkAtLeast, checkCount, checkPositive, checkSameLength } from '../check.ts';
import { chiSquareSf } from '../special/chi-square.ts';

export interface SampleRatio {
  chiSquare: number;
  /** Arms that take units, less one. */
  degreesOfFreedom: number;
  pValue: number;
}

/**
 * Did the arms get their share of the units? Pearson's chi-square of assigned counts against the allocation (1900); below 0.001
 * the test's numbers cannot be trusted. An arm with weight 0 (stopped) is left out with its units. Without a unit: chi-square
 * 0, p = 1.
 *
 * `assigned`: units by arm; `allocation`: weights by arm on any scale. DomainError: too-few-groups, inconsistent-counts (other
 * lengths), not-a-count (`assigned[i]`), out-of-range (`allocation[i]`).
 *
 * @example sampleRatio([1000, 1200], [1, 1]) // { chiSquare: 18.18, degreesOfFreedom: 1, pValue: 0.00002008 }
 */
export function sampleRatio(assigned: readonly number[], allocation: readonly number[]): SampleRatio {
  checkSameLength('assigned', assigned, allocation.length);
  const arms = allocation
    .map((weight, i) => ({ weight, units: assigned[i] ?? 0, place: i }))
    .filter(({ weight }) => weight !== 0);
  checkAtLeast('allocation', arms, 2, 'arms with a weight');
  for (const [i, units] of assigned.entries()) checkCount(`assigned[${i}]`, units);
  for (const { weight, place } of arms) checkPositive(`allocation[${place}]`, weight);
  const total = arms.reduce((sum, { units }) => sum + units, 0);
  const weights = arms.reduce((sum, { weight }) => sum + weight, 0);
  const df = arms.length - 1;
  if (total === 0) return { chiSquare: 0, degreesOfFreedom: df, pValue: 1 };
  let chiSquare = 0;
  for (const { weight, units } of arms) {
    const expected = total * (weight / weights);
    chiSquare += (units - expected) ** 2 / expected;
  }
  return { chiSquare, degreesOfFreedom: df, pValue: chiSquareSf(chiSquare, df) };
}
