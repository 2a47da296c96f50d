import { checkNumber } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/**
 * A root of a continuous function between two points where its signs differ, to the last digits: Brent (1973), chapter 4
 * (inverse quadratic interpolation, secant, bisection as the fallback). Throws `no-convergence` where the signs are equal.
 *
 * @example findRoot((x) => x * x - 2, 0, 2) // 1.414213562373095
 */
export function findRoot(of: (x: number) => number, low: number, high: number): number {
  checkNumber('low', low);
  checkNumber('high', high);
  let [before, best] = [low, high];
  let [atBefore, atBest] = [of(low), of(high)];
  if (atBefore === 0) return before;
  if (atBefore * atBest > 0) {
    throw new DomainError(
      'no-convergence',
      'low',
      `the function has the same sign at ${low} and ${high}`,
      'Give a range around the root',
    );
  }
  let [other, atOther] = [before, atBefore];
  let step = best - before;
  let lastStep = step;
  for (let round = 0; round < 200 && atBest !== 0; round++) {
    if (atBest * atOther > 0) {
      [other, atOther] = [before, atBefore];
      step = best - before;
      lastStep = step;
    }
    if (Math.abs(atOther) < Math.abs(atBest)) {
      [before, best, other] = [best, other, best];
      [atBefore, atBest, atOther] = [atBest, atOther, atBest];
    }
    const tolerance = 2 * Number.EPSILON * Math.abs(best) + Number.MIN_VALUE;
    const half = (other - best) / 2;
    if (Math.abs(half) <= tolerance) break;
    const next =
      Math.abs(lastStep) >= tolerance && Math.abs(atBefore) > Math.abs(atBest)
        ? interpolated(before, best, other, atBefore, atBest, atOther)
        : null;
    if (
      next === null ||
      Math.abs(next) >= Math.min(1.5 * Math.abs(half), Math.abs(lastStep) / 2) ||
      next * half < 0
    ) {
      lastStep = half;
      step = half;
    } else {
      lastStep = step;
      step = next;
    }
    [before, atBefore] = [best, atBest];
    best += Math.abs(step) > tolerance ? step : Math.sign(half) * tolerance;
    atBest = of(best);
  }
  return best;
}

/** The step from `best` to the root of the inverse parabola (or the secant) through the last points. */
function interpolated(
  before: number,
  best: number,
  other: number,
  atBefore: number,
  atBest: number,
  atOther: number,
): number {
  const s = atBest / atBefore;
  if (before === other) return ((other - best) * s) / (1 - s);
  const q = atBefore / atOther;
  const r = atBest / atOther;
  const top = s * ((other - best) * q * (q - r) - (best - before) * (r - 1));
  return -top / ((q - 1) * (r - 1) * (s - 1));
}
