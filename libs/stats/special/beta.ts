import { checkProbability, checkShape } from '../check.ts';
import { continuedFraction } from './continued-fraction.ts';
import { logBetaKernel } from './log-beta-kernel.ts';
import { type LogTail, tailQuantile } from './tail-quantile.ts';

/**
 * I_x(a, b) / kernel by the even part of the classical fraction, in which x and y = 1 - x both enter, so that neither is
 * rounded where it is small (DiDonato and Morris 1992); fast while x <= (a + 1) / (a + b + 2).
 */
function lowerRatio(x: number, y: number, a: number, b: number): number {
  const off = a * y - b * x + 1;
  const numerator = (m: number): number => {
    const bottom = a + 2 * m - 1;
    return ((a + m - 1) / bottom) * ((a + b + m - 1) / bottom) * m * (b - m) * x * x;
  };
  const denominator = (m: number): number =>
    (m === 0 ? 0 : m + (m * (b - m) * x) / (a + 2 * m - 1)) +
    ((a + m) / (a + 2 * m + 1)) * (off + m * (1 + y));
  return 1 / continuedFraction(numerator, denominator);
}

function isLower(x: number, a: number, b: number): boolean {
  return x <= (a + 1) / (a + b + 2);
}

function checkBeta(x: number, y: number, a: number, b: number): void {
  checkProbability('x', x);
  checkProbability('y', y);
  checkShape('a', a);
  checkShape('b', b);
}

/**
 * How likely is a rate of at most x under Beta(a, b)? Pass y = 1 - x where it is known better than the subtraction gives it
 * (x near 1). Relative error under 1e-9 into both tails, down to 1e-300, for a and b from 0.001 to 1e9: Loader's saddle-point
 * form (2000) times the fraction of DiDonato and Morris (1992).
 *
 * DomainError: out-of-range (`x`, `y` not from 0 to 1; `a`, `b` under 1e-300), no-convergence (a or b far above 1e9).
 *
 * @example betaCdf(0.05, 12.5, 188.5) // 0.2491
 */
export function betaCdf(x: number, a: number, b: number, y: number = 1 - x): number {
  checkBeta(x, y, a, b);
  if (x === 0) return 0;
  if (y === 0) return 1;
  if (isLower(x, a, b)) return Math.exp(logBetaKernel(x, y, a, b)) * lowerRatio(x, y, a, b);
  return 1 - Math.exp(logBetaKernel(x, y, a, b)) * lowerRatio(y, x, b, a);
}

/**
 * P(X > x) of Beta(a, b): the other tail of `betaCdf`, as accurate where it is small. Errors as `betaCdf`.
 *
 * @example betaSf(0.2, 12.5, 188.5) // 1.008e-8
 */
export function betaSf(x: number, a: number, b: number, y: number = 1 - x): number {
  return betaCdf(y, b, a, x);
}

/** log P(X <= x) and its slope on the logit scale, without underflow in the tail. */
function logTail(u: number, a: number, b: number): LogTail {
  const x = 1 / (1 + Math.exp(-u));
  const y = 1 / (1 + Math.exp(u));
  const prefix = logBetaKernel(x, y, a, b);
  if (isLower(x, a, b)) {
    const ratio = lowerRatio(x, y, a, b);
    return { log: prefix + Math.log(ratio), slope: 1 / ratio };
  }
  const cdf = betaCdf(x, a, b, y);
  return { log: Math.log(cdf), slope: Math.exp(prefix) / cdf };
}

/** The quantile with its complement, both to full relative accuracy. */
export function betaQuantilePair(p: number, a: number, b: number): { x: number; y: number } {
  checkProbability('p', p);
  checkShape('a', a);
  checkShape('b', b);
  if (p === 0) return { x: 0, y: 1 };
  if (p === 1) return { x: 1, y: 0 };
  const center = Math.log(a / b);
  const mean = a / (a + b);
  if (p <= betaCdf(mean, a, b, b / (a + b))) {
    const u = tailQuantile((at) => logTail(at, a, b), Math.log(p), center);
    return { x: 1 / (1 + Math.exp(-u)), y: 1 / (1 + Math.exp(u)) };
  }
  const u = tailQuantile((at) => logTail(at, b, a), Math.log1p(-p), -center);
  return { x: 1 / (1 + Math.exp(u)), y: 1 / (1 + Math.exp(-u)) };
}

/**
 * The x with P(X <= x) = p, Beta(a, b): Newton's method on the logit scale, towards the smaller tail; 0 where it is under the
 * smallest double. DomainError: out-of-range (`p` not from 0 to 1; `a`, `b` under 1e-300).
 *
 * @example betaQuantile(0.975, 12.5, 188.5) // 0.09938
 */
export function betaQuantile(p: number, a: number, b: number): number {
  return betaQuantilePair(p, a, b).x;
}
