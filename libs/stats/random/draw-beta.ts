import { checkPositive } from '../check.ts';
import { drawGamma } from './draw-gamma.ts';
import type { Random } from './random.ts';

// Looked up once: see ../peak/curve.ts.
const { exp, log, max } = Math;

/**
 * One draw from Beta(a, b): a gamma variable divided by the sum of two; by Jöhnk's method (1964) in logarithms where both
 * parameters are under 1, so that none underflows. Throws `out-of-range` for `a` or `b`.
 *
 * @example drawBeta(seeded(2026), 12.5, 188.5) // 0.05339
 */
export function drawBeta(random: Random, a: number, b: number): number {
  checkPositive('a', a);
  checkPositive('b', b);
  if (a < 1 && b < 1) return johnk(random, a, b);
  const one = drawGamma(random, a);
  return one / (one + drawGamma(random, b));
}

function johnk(random: Random, a: number, b: number): number {
  for (;;) {
    const logOne = log(random.uniform()) / a;
    const logTwo = log(random.uniform()) / b;
    const larger = max(logOne, logTwo);
    const logSum = larger + log(exp(logOne - larger) + exp(logTwo - larger));
    if (logSum <= 0) return exp(logOne - logSum);
  }
}
