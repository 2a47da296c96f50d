import type { Interval } from '../interval.ts';
import { findRoot } from '../special/find-root.ts';
import { type Distribution, quantileOf } from './quantile-of.ts';

/** Share of the probability that a one-sided interval may leave at the end of the support. */
const AT_THE_END = 1e-10;

/** Log densities of the two ends that differ by less are equal: the ends then are right to 1e-10 of the interval. */
const BALANCED = 1e-9;

/**
 * The shortest interval that holds `level` (of highest density, for one peak): both ends are equally likely. Where the density
 * only falls (a rate without a success) it starts at the end of the support. `logSlope(v)`: log of d(scale) / dv, for the
 * scale on which lengths are measured.
 */
export function shortestInterval(
  distribution: Distribution,
  level: number,
  logSlope: (v: number) => number,
): Interval {
  const { lowest, highest } = distribution;
  const logDensityAt = (v: number) => Math.log(distribution.at(v).density) - logSlope(v);
  const imbalance = (p: number) => {
    const value =
      logDensityAt(quantileOf(distribution, p)) - logDensityAt(quantileOf(distribution, p + level));
    return Math.abs(value) < BALANCED ? 0 : value;
  };
  const rest = 1 - level;
  const [first, last] = [rest * AT_THE_END, rest * (1 - AT_THE_END)];
  const falls = imbalance(first) >= 0;
  const rises = imbalance(last) <= 0;
  // With a peak at each end neither side wins; then both tails are left out alike.
  if (falls && rises)
    return { low: quantileOf(distribution, rest / 2), high: quantileOf(distribution, 1 - rest / 2) };
  if (falls) return { low: lowest, high: quantileOf(distribution, level) };
  if (rises) return { low: quantileOf(distribution, rest), high: highest };
  const p = findRoot(imbalance, first, last);
  return { low: quantileOf(distribution, p), high: quantileOf(distribution, p + level) };
}
