import { checkPositive, checkProbability } from '../check.ts';
import { continuedFraction } from './continued-fraction.ts';
import { logBetaKernel } from './log-beta-kernel.ts';
import { type LogTail, tailQuantile } from './tail-quantile.ts';

/** I_x(a, b) · a / prefix, by the classical fraction (Müller 1931); fast while x <= (a + 1) / (a + b + 2). */
function lowerFraction(x: number, a: number, b: number): number {
  const term = (n: number): number => {
    const m = n >> 1;
    return n % 2 === 0
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  };
  return 1 / continuedFraction(term, () => 1);
}

function isLower(x: number, a: number, b: number): boolean {
  return x <= (a + 1) / (a + b + 2);
}

function checkBeta(x: number, y: number, a: number, b: number): void {
  checkProbability('x', x);
  checkProbability('y', y);
  checkPositive('a', a);
  checkPositive('b', b);
}

/**
 * P(X <= x) of Beta(a, b). Pass y = 1 - x where it is known better than the subtraction gives it (x near 1).
 * Relative error under 1e-9 into both tails.
 */
export function betaCdf(x: number, a: number, b: number, y: number = 1 - x): number {
  checkBeta(x, y, a, b);
  if (x === 0) return 0;
  if (y === 0) return 1;
  if (isLower(x, a, b)) return (Math.exp(logBetaKernel(x, y, a, b)) * lowerFraction(x, a, b)) / a;
  return 1 - (Math.exp(logBetaKernel(x, y, a, b)) * lowerFraction(y, b, a)) / b;
}

/** P(X > x) of Beta(a, b): the other tail of `betaCdf`, as accurate where it is small. */
export function betaSf(x: number, a: number, b: number, y: number = 1 - x): number {
  return betaCdf(y, b, a, x);
}

/** log P(X <= x) and its slope on the logit scale, without underflow in the tail. */
function logTail(u: number, a: number, b: number): LogTail {
  const x = 1 / (1 + Math.exp(-u));
  const y = 1 / (1 + Math.exp(u));
  const prefix = logBetaKernel(x, y, a, b);
  if (isLower(x, a, b)) {
    const ratio = lowerFraction(x, a, b) / a;
    return { log: prefix + Math.log(ratio), slope: 1 / ratio };
  }
  const cdf = betaCdf(x, a, b, y);
  return { log: Math.log(cdf), slope: Math.exp(prefix) / cdf };
}

/** The quantile with its complement, both to full relative accuracy. */
export function betaQuantilePair(p: number, a: number, b: number): { x: number; y: number } {
  checkProbability('p', p);
  checkPositive('a', a);
  checkPositive('b', b);
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

/** The x with P(X <= x) = p, Beta(a, b): Newton's method on the logit scale, towards the smaller tail. */
export function betaQuantile(p: number, a: number, b: number): number {
  return betaQuantilePair(p, a, b).x;
}
