import { checkAtLeast, checkPositive } from './check.ts';

/** Weights, on any positive scale, as probabilities. */
export function checkAllocation(field: string, weights: readonly number[]): number[] {
  checkAtLeast(field, weights, 2, 'arms');
  let total = 0;
  for (const [i, weight] of weights.entries()) {
    checkPositive(`${field}[${i}]`, weight);
    total += weight;
  }
  return weights.map((weight) => weight / total);
}
