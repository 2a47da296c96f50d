import { checkLevel, checkNumber } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { normalAverage } from '../quadrature/normal-average.ts';
import { findRoot } from './find-root.ts';
import { normalCdf } from './normal.ts';

/**
 * P(R > q), R the range (largest - smallest) of `groups` independent standard normals: Tukey's studentized range with
 * infinite degrees of freedom, k ∫ φ(z) [Φ(z)^(k-1) - (Φ(z) - Φ(z - q))^(k-1)] dz (Tukey 1953), which keeps its digits where
 * it is small.
 *
 * `groups`: a whole number, 2 or more. DomainError: out-of-range (`groups`, `q`).
 *
 * @example studentizedRangeSf(3.63316, 4) // 0.05
 */
export function studentizedRangeSf(q: number, groups: number): number {
  checkNumber('q', q);
  checkGroups(groups);
  if (q <= 0) return 1;
  const others = groups - 1;
  const sf = groups * normalAverage((z) => difference(normalCdf(z), normalCdf(z - q), others));
  return Math.min(1, sf);
}

/** a^m - (a - b)^m for 0 <= b <= a, without cancellation. */
function difference(a: number, b: number, m: number): number {
  return b >= a ? a ** m : -(a ** m) * Math.expm1(m * Math.log1p(-b / a));
}

/**
 * The q with P(R <= q) = p; divided by √2 it is the critical value of all pairwise z-tests at once (Tukey).
 * DomainError: out-of-range (`p` not between 0 and 1, `groups`).
 *
 * @example studentizedRangeQuantile(0.95, 6) / Math.SQRT2 // 2.85
 */
export function studentizedRangeQuantile(p: number, groups: number): number {
  checkLevel('p', p);
  checkGroups(groups);
  const tail = 1 - p;
  return findRoot((q) => Math.log(studentizedRangeSf(q, groups) / tail), 0, 50);
}

function checkGroups(groups: number): void {
  if (!Number.isSafeInteger(groups) || groups < 2) {
    throw new DomainError('out-of-range', 'groups', `${groups} groups have no range`, 'Give 2 or more');
  }
}
