import { findRoot } from './find-root.ts';
import { normalCdf } from './normal.ts';
import { normalQuantile } from './normal-quantile.ts';

const POINTS = 2048;

/**
 * P(max |X_i - X_j| / √(v_i + v_j) > c) over all pairs of independent normals with variances v. Given X_1 … X_(i-1), the pairs
 * confine X_i to one interval; the product of those conditional probabilities is averaged over a fixed set of quasi-random
 * points (Genz 1992; Richtmyer's sequence with the baker's transformation), so that the answer is smooth in c and the same
 * each time.
 */
export function allPairsSf(c: number, variances: readonly number[]): number {
  const sds = variances.map(Math.sqrt).sort((a, b) => a - b);
  const reaches = sds.map((sd) => sds.map((other) => c * Math.hypot(sd, other)));
  const roots = firstPrimes(sds.length - 1).map(Math.sqrt);
  let sum = 0;
  for (let point = 0; point < POINTS; point++) {
    sum += outside(
      sds,
      reaches,
      roots.map((root) => coordinate(point, root)),
    );
  }
  return sum / POINTS;
}

/** The probability, given this point, that a pair lies farther apart than its reach. */
function outside(
  sds: readonly number[],
  reaches: readonly (readonly number[])[],
  point: readonly number[],
): number {
  const xs: number[] = [];
  let log = 0;
  for (const [i, sd] of sds.entries()) {
    if (sd === 0) {
      xs.push(0);
      continue;
    }
    let from = Number.NEGATIVE_INFINITY;
    let to = Number.POSITIVE_INFINITY;
    for (const [j, x] of xs.entries()) {
      const reach = reaches[i]?.[j] ?? 0;
      from = Math.max(from, x - reach);
      to = Math.min(to, x + reach);
    }
    const below = normalCdf(from / sd);
    const above = normalCdf(-to / sd);
    if (below + above >= 1) return 1;
    log += Math.log1p(-below - above);
    if (i < point.length) xs.push(sd * normalQuantile(below + (point[i] ?? 0.5) * (1 - below - above)));
  }
  return -Math.expm1(log);
}

/** Richtmyer's sequence, folded (the baker's transformation); never at an end of [0, 1]. */
function coordinate(point: number, root: number): number {
  const raw = ((point + 0.5) * root) % 1;
  return Math.min(1 - 1e-15, Math.max(1e-15, 1 - Math.abs(2 * raw - 1)));
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes;
}

/** The c that the largest of all pairs passes with probability `tail` (max-T); error under 0.002 (see the test). */
export function allPairsCritical(tail: number, variances: readonly number[]): number {
  const pairs = (variances.length * (variances.length - 1)) / 2;
  const least = -normalQuantile(tail / 2);
  if (pairs === 1) return least;
  const most = -normalQuantile(tail / 2 / pairs);
  return findRoot((c) => Math.log(allPairsSf(c, variances) / tail), least - 0.01, most + 0.01);
}
