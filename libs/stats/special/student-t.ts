import { checkNumber, checkPositive, checkProbability } from '../check.ts';
import { betaCdf, betaQuantilePair } from './beta.ts';

/** P(T <= t) of Student's t with `df` degrees of freedom (any positive number), by the incomplete beta. */
export function studentTCdf(t: number, df: number): number {
  checkNumber('t', t);
  checkPositive('df', df);
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return t < 0 ? 0 : 1;
  const half = 0.5 * betaCdf(df / (df + square), df / 2, 0.5, square / (df + square));
  return t < 0 ? half : 1 - half;
}

/** P(T > t): as accurate as `studentTCdf` where it is small. */
export function studentTSf(t: number, df: number): number {
  return studentTCdf(-t, df);
}

export function studentTQuantile(p: number, df: number): number {
  checkProbability('p', p);
  checkPositive('df', df);
  if (p === 0.5) return 0;
  const { x, y } = betaQuantilePair(2 * Math.min(p, 1 - p), df / 2, 0.5);
  const size = Math.sqrt(df * (y / x));
  return p < 0.5 ? -size : size;
}
