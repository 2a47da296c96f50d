import { checkNumber, checkPositive, checkProbability } from '../check.ts';
import { betaCdf, betaQuantilePair } from './beta.ts';

/**
 * P(T <= t) of Student's t with `df` degrees of freedom (any positive number), by the incomplete beta function. Relative error
 * under 1e-9 into both tails. DomainError: out-of-range (`df` not above 0; `t` not a number).
 *
 * @example studentTCdf(-2.2, 7.4) // 0.03084
 */
export function studentTCdf(t: number, df: number): number {
  checkNumber('t', t);
  checkPositive('df', df);
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return t < 0 ? 0 : 1;
  const half = 0.5 * betaCdf(df / (df + square), df / 2, 0.5, square / (df + square));
  return t < 0 ? half : 1 - half;
}

/**
 * P(T > t): as accurate as `studentTCdf` where it is small. Errors as `studentTCdf`.
 *
 * @example studentTSf(30, 50) // 6.19e-34
 */
export function studentTSf(t: number, df: number): number {
  return studentTCdf(-t, df);
}

/**
 * The t with P(T <= t) = p. DomainError: out-of-range (`p` not from 0 to 1; `df` not above 0).
 *
 * @example studentTQuantile(0.975, 9) // 2.262
 */
export function studentTQuantile(p: number, df: number): number {
  checkProbability('p', p);
  checkPositive('df', df);
  if (p === 0.5) return 0;
  const { x, y } = betaQuantilePair(2 * Math.min(p, 1 - p), df / 2, 0.5);
  const size = Math.sqrt(df * (y / x));
  return p < 0.5 ? -size : size;
}
