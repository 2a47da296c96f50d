import { type Matrix, zeros } from './matrix.ts';

/** A pivot this small beside its diagonal entry is what rounding leaves of a zero. */
const SMALLEST_PIVOT = 1e-12;

/**
 * The lower triangle L with L L' = M of a symmetric positive definite matrix, or null where M is singular (a column is a
 * combination of others) or not positive definite. Cholesky's method (Golub and Van Loan 2013, 4.2).
 *
 * @example cholesky([[4, 2], [2, 3]]) // [[2, 0], [1, 1.4142135623730951]]
 */
export function cholesky(matrix: Matrix): number[][] | null {
  const size = matrix.length;
  const lower = zeros(size, size);
  for (let j = 0; j < size; j++) {
    const row = lower[j] ?? [];
    let pivot = matrix[j]?.[j] ?? 0;
    const before = pivot;
    for (let k = 0; k < j; k++) pivot -= (row[k] ?? 0) ** 2;
    if (!(pivot > SMALLEST_PIVOT * before)) return null;
    const root = Math.sqrt(pivot);
    row[j] = root;
    for (let i = j + 1; i < size; i++) {
      const other = lower[i] ?? [];
      let sum = matrix[i]?.[j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (other[k] ?? 0) * (row[k] ?? 0);
      other[j] = sum / root;
    }
  }
  return lower;
}

/** The x with L L' x = b, given L. */
export function solveCholesky(lower: Matrix, b: readonly number[]): number[] {
  const x = [...b];
  for (let i = 0; i < x.length; i++) {
    let sum = x[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (lower[i]?.[k] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (lower[i]?.[i] ?? 1);
  }
  for (let i = x.length - 1; i >= 0; i--) {
    let sum = x[i] ?? 0;
    for (let k = i + 1; k < x.length; k++) sum -= (lower[k]?.[i] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (lower[i]?.[i] ?? 1);
  }
  return x;
}

/** (L L')⁻¹, given L. */
export function inverseFromCholesky(lower: Matrix): number[][] {
  const columns = lower.map((_, j) =>
    solveCholesky(
      lower,
      lower.map((_row, i) => (i === j ? 1 : 0)),
    ),
  );
  // The inverse is symmetric: a column is a row; halves the rounding between the two triangles.
  return columns.map((column, j) => column.map((value, i) => (value + (columns[i]?.[j] ?? 0)) / 2));
}
