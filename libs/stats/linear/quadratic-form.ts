import type { Matrix } from './matrix.ts';

/** What rounding leaves of a zero pivot, beside the largest diagonal entry. */
const SMALLEST_PIVOT = 1e-10;

/** v' M⁻ v and the rank of M. */
export interface QuadraticForm {
  value: number;
  rank: number;
}

/**
 * v' M⁻ v for a symmetric matrix M without negative eigenvalues, and its rank: the chi-square statistic of a vector v with
 * covariance M and its degrees of freedom. M may be singular (the deviations of K groups add up to zero): with v in the
 * range of M every generalized inverse gives the same value. Symmetric elimination, the largest pivot first.
 *
 * @example quadraticForm([3, -3], [[2, -2], [-2, 2]]) // { value: 4.5, rank: 1 }
 */
export function quadraticForm(vector: readonly number[], matrix: Matrix): QuadraticForm {
  const rest = matrix.map((row) => [...row]);
  const v = [...vector];
  const left = new Set(v.keys());
  const diagonal = (i: number): number => rest[i]?.[i] ?? 0;
  const largest = Math.max(0, ...v.map((_, i) => diagonal(i)));
  let value = 0;
  let rank = 0;
  while (left.size > 0) {
    const pivot = [...left].reduce((best, i) => (diagonal(i) > diagonal(best) ? i : best));
    const size = diagonal(pivot);
    if (!(size > SMALLEST_PIVOT * largest)) break;
    left.delete(pivot);
    const at = v[pivot] ?? 0;
    value += (at * at) / size;
    rank += 1;
    for (const i of left) {
      const factor = (rest[i]?.[pivot] ?? 0) / size;
      v[i] = (v[i] ?? 0) - factor * at;
      for (const j of left) {
        const row = rest[i];
        if (row !== undefined) row[j] = (row[j] ?? 0) - factor * (rest[pivot]?.[j] ?? 0);
      }
    }
  }
  return { value, rank };
}
