/** Rows of a small dense matrix. */
export type Matrix = readonly (readonly number[])[];

export function zeros(rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
}

/** Σ left_i right_i. */
export function dot(left: readonly number[], right: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += (left[i] ?? 0) * (right[i] ?? 0);
  return sum;
}

/** left' M right: the covariance of two linear combinations of variables whose covariance matrix is M. */
export function bilinear(left: readonly number[], matrix: Matrix, right: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += (left[i] ?? 0) * dot(matrix[i] ?? [], right);
  return sum;
}
