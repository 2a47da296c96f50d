import { betaCdf } from './beta.ts';
import { logBetaKernel } from './log-beta-kernel.ts';

/**
 * log P(X = k), X ~ Binomial(n, p), for a whole k from 0 to n; -Infinity where it cannot happen. Pass q = 1 - p where it is
 * known better than the subtraction gives it. Loader (2000), "Fast and accurate computation of binomial probabilities".
 */
export function logBinomialPmf(k: number, n: number, p: number, q: number = 1 - p): number {
  if (k === 0) return n === 0 ? 0 : n * (p < 0.5 ? Math.log1p(-p) : Math.log(q));
  if (k === n) return n * (q < 0.5 ? Math.log1p(-q) : Math.log(p));
  if (p === 0 || q === 0) return Number.NEGATIVE_INFINITY;
  return logBetaKernel(p, q, k, n - k) + Math.log(n / k / (n - k));
}

/** P(X <= k), X ~ Binomial(n, p), by the incomplete beta; relative error under 1e-9 where it is small. */
export function binomialLower(k: number, n: number, p: number, q: number = 1 - p): number {
  if (k < 0) return 0;
  return k >= n ? 1 : betaCdf(q, n - k, k + 1, p);
}

/** P(X >= k), X ~ Binomial(n, p): as accurate as `binomialLower` where it is small. */
export function binomialUpper(k: number, n: number, p: number, q: number = 1 - p): number {
  return binomialLower(n - k, n, q, p);
}
