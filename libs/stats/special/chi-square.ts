import { gammaCdf, gammaQuantile, gammaSf } from './gamma.ts';

/** P(X <= x), X ~ chi-square with `df` degrees of freedom. */
export function chiSquareCdf(x: number, df: number): number {
  return gammaCdf(x / 2, df / 2);
}

/** P(X > x): the p-value of a chi-square statistic, down to the smallest double. */
export function chiSquareSf(x: number, df: number): number {
  return gammaSf(x / 2, df / 2);
}

export function chiSquareQuantile(p: number, df: number): number {
  return 2 * gammaQuantile(p, df / 2);
}
