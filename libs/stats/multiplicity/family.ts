import { checkProbability } from '../check.ts';

/** Throws DomainError `out-of-range`, naming `pValues[i]`, where a p-value is not from 0 to 1. */
export function checkPValues(pValues: readonly number[]): void {
  for (const [i, p] of pValues.entries()) checkProbability(`pValues[${i}]`, p);
}

/** The places of the p-values, the smallest p first. */
export const ascending = (pValues: readonly number[]): number[] =>
  pValues.map((_, i) => i).sort((i, j) => (pValues[i] ?? 0) - (pValues[j] ?? 0));

/**
 * Step-down or step-up: the p of rank r (1 = smallest) times `factor(r)`, made monotone from the first to the last rank
 * ('down': the running maximum) or from the last to the first ('up': the running minimum), at most 1; in input order.
 */
export function stepwise(
  pValues: readonly number[],
  direction: 'down' | 'up',
  factor: (rank: number) => number,
): number[] {
  checkPValues(pValues);
  const order = ascending(pValues);
  const adjusted = pValues.map(() => 1);
  let running = direction === 'down' ? 0 : 1;
  const ranks = order.map((place, i) => ({ place, rank: i + 1 }));
  for (const { place, rank } of direction === 'down' ? ranks : ranks.reverse()) {
    const scaled = (pValues[place] ?? 1) * factor(rank);
    running = direction === 'down' ? Math.max(running, scaled) : Math.min(running, scaled);
    adjusted[place] = Math.min(1, running);
  }
  return adjusted;
}
