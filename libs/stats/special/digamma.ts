import { checkPositive } from '../check.ts';

/** B_2k / (2k), k = 1..7, of the series ψ(x) ~ log x - 1/(2x) - Σ B_2k / (2k x^2k). */
const DIGAMMA = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];
/** B_2k, k = 1..7, of ψ'(x) ~ 1/x + 1/(2x²) + Σ B_2k / x^(2k + 1). */
const TRIGAMMA = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6];

/** ψ(x), the derivative of log Γ, for x > 0: Stirling's series from 10 on, below by ψ(x) = ψ(x + 1) - 1/x. */
export function digamma(x: number): number {
  checkPositive('x', x);
  let shifted = x;
  let below = 0;
  for (; shifted < 10; shifted += 1) below += 1 / shifted;
  return Math.log(shifted) - 0.5 / shifted - series(shifted, DIGAMMA) - below;
}

/** ψ'(x), the second derivative of log Γ, for x > 0. */
export function trigamma(x: number): number {
  checkPositive('x', x);
  let shifted = x;
  let below = 0;
  for (; shifted < 10; shifted += 1) below += 1 / (shifted * shifted);
  return (1 + 0.5 / shifted + series(shifted, TRIGAMMA)) / shifted + below;
}

/** Σ c_k / x^2k */
function series(x: number, coefficients: readonly number[]): number {
  const square = 1 / (x * x);
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = (sum + (coefficients[k] ?? 0)) * square;
  return sum;
}
