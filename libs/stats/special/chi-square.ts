import { gammaCdf, gammaQuantile, gammaSf } from './gamma.ts';

/**
 * P(X <= x), X ~ chi-square with `df` degrees of freedom (any positive number). DomainError: out-of-range. The
 * incomplete gamma function, see `gammaCdf`.
 *
 * @example chiSquareCdf(3.84146, 1) // 0.95
 */
export function chiSquareCdf(x: number, df: number): number {
  return gammaCdf(x / 2, df / 2);
}

/**
 * P(X > x): the p-value of a chi-square statistic, down to the smallest double. Errors as `chiSquareCdf`.
 *
 * @example chiSquareSf(400, 1) // 5.507e-89
 */
export function chiSquareSf(x: number, df: number): number {
  return gammaSf(x / 2, df / 2);
}

/**
 * The x with P(X <= x) = p: the critical value of a chi-square test. DomainError: out-of-range (`p` not from 0 to 1;
 * `df` not above 0).
 *
 * @example chiSquareQuantile(0.95, 3) // 7.815
 */
export function chiSquareQuantile(p: number, df: number): number {
  return 2 * gammaQuantile(p, df / 2);
}
