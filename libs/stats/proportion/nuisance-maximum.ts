import { logBinomialPmf } from '../special/binomial.ts';

/** Steps of the grid for each standard deviation of the binomial weights, in the angle where that is constant. */
const STEPS = 8;
const GOLDEN_SECTION = (Math.sqrt(5) - 1) / 2;

/**
 * The largest probability of a rejection region over the unknown common rate π: max Σ_k P(K = k) c_k, K ~ Binomial(N, π) all
 * successes of both arms, c_k the region's probability given k (which does not depend on π). In the angle asin √π the weights
 * have the standard deviation 1 / (2 √N) everywhere; a grid of an eighth of it misses at most 0.2 % of a maximum's height, and
 * every point that high is refined by golden section.
 */
export function nuisanceMaximum(conditional: readonly number[]): number {
  const all = conditional.length - 1;
  const at = (angle: number) => average(conditional, Math.sin(angle) ** 2, Math.cos(angle) ** 2);
  const count = Math.ceil(Math.PI * Math.sqrt(all) * STEPS);
  const step = Math.PI / 2 / count;
  const values = Array.from({ length: count + 1 }, (_, i) => at(i * step));
  const best = Math.max(...values);
  let highest = best;
  for (const [i, value] of values.entries()) {
    const isPeak = value >= (values[i - 1] ?? 0) && value >= (values[i + 1] ?? 0);
    if (isPeak && value > 0.997 * best) {
      highest = Math.max(highest, peak(at, Math.max(0, i - 1) * step, Math.min(count, i + 1) * step));
    }
  }
  return Math.min(1, highest);
}

/** Σ_k P(K = k) c_k by the ratios of neighbouring weights, from the mode outwards. */
function average(conditional: readonly number[], p: number, q: number): number {
  const all = conditional.length - 1;
  const mode = Math.min(all, Math.floor((all + 1) * p));
  const top = Math.exp(logBinomialPmf(mode, all, p, q));
  let sum = top * (conditional[mode] ?? 0);
  const odds = p / q;
  for (let k = mode, weight = top; k < all && weight > 1e-15 * top; k++) {
    weight *= ((all - k) / (k + 1)) * odds;
    sum += weight * (conditional[k + 1] ?? 0);
  }
  for (let k = mode, weight = top; k > 0 && weight > 1e-15 * top; k--) {
    weight *= k / (all - k + 1) / odds;
    sum += weight * (conditional[k - 1] ?? 0);
  }
  return sum;
}

/** The highest value between two points around a single peak. */
function peak(f: (x: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  let left = high - GOLDEN_SECTION * (high - low);
  let right = low + GOLDEN_SECTION * (high - low);
  let atLeft = f(left);
  let atRight = f(right);
  // A maximum is flat: 1e-5 of the bracket is 1e-10 of its height.
  for (let i = 0; i < 24; i++) {
    if (atLeft > atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - GOLDEN_SECTION * (high - low);
      atLeft = f(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + GOLDEN_SECTION * (high - low);
      atRight = f(right);
    }
  }
  return Math.max(atLeft, atRight);
}
