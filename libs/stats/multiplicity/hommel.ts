import { ascending, checkPValues } from './family.ts';

/**
 * Which of several findings hold when not even one may be false by chance? Simes' test in every subset of them: never larger
 * than Hochberg's, under the same conditions (Hommel 1988; adjusted p-values by the algorithm of Wright 1992).
 *
 * `pValues` from 0 to 1, in any order; answers in the same order. DomainError: out-of-range (`pValues[i]`).
 *
 * @example hommel([0.01, 0.04, 0.03, 0.005]) // [0.03, 0.04, 0.04, 0.02]
 */
export function hommel(pValues: readonly number[]): number[] {
  checkPValues(pValues);
  const order = ascending(pValues);
  const sorted = order.map((place) => pValues[place] ?? 1);
  const count = sorted.length;
  const adjusted = [...sorted];
  for (let m = count; m > 1; m--) {
    // Simes' bound of the m largest, then what it means for the smaller ones.
    let simes = Number.POSITIVE_INFINITY;
    for (let i = count - m; i < count; i++) {
      simes = Math.min(simes, (m * (sorted[i] ?? 1)) / (m - count + i + 1));
    }
    for (const [i, p] of sorted.entries()) {
      adjusted[i] = Math.max(adjusted[i] ?? 1, i >= count - m ? simes : Math.min(simes, m * p));
    }
  }
  const answer = pValues.map(() => 1);
  for (const [i, place] of order.entries()) answer[place] = Math.min(1, adjusted[i] ?? 1);
  return answer;
}
