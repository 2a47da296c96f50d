import type { Alternative } from '../alternative.ts';
import { checkNumber, checkPositive } from '../check.ts';
import type { Interval } from '../interval.ts';
import { bestRho } from './mixture-tuning.ts';

/** An estimate that is asymptotically normal: a mean, or what `welch`, `deltaLift` and the like answer. */
export interface Estimate {
  /** Null where it is undefined: a lift over a mean of zero. */
  estimate: number | null;
  /** Null where it is not known: nothing varied, or an arm has one unit. */
  standardError: number | null;
  /** Units behind the estimate, all arms together. */
  n: number;
}

export interface AsymptoticOptions {
  /** Probability that the interval ever misses; default 0.05. */
  alpha?: number;
  /** Units (all arms together) at which the interval is tightest; default 5,000. Fixed before the first look. */
  tunedFor?: number;
  /** Default `two-sided`. */
  alternative?: Alternative;
}

export interface AsymptoticSequence extends Interval {
  estimate: number | null;
  /** Always-valid p-value of "no effect", at this look; the running minimum over looks is valid, too. */
  pValue: number;
  /** Scale of the mixture, fixed by alpha and tunedFor. */
  rho: number;
}

/**
 * Where does an effect lie, when one looks every day? An interval around an asymptotically normal estimate that holds at
 * all looks at once with probability 1 - alpha, for counts that are not small (from ten conversions an arm on): ± s √(2
 * (nρ² + 1) / (n²ρ²) · log(√(nρ² + 1) / α)), s² = n se², ρ² = (-2 log α + log(1 - 2 log α)) / tunedFor; one-sided with
 * log(1 + √(nρ² + 1) / (2α)) and ρ at 2α. Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), "Time-uniform central
 * limit theory and asymptotic confidence sequences". Without a standard error it is the whole line and p is 1.
 *
 * Throws `out-of-range` for `n`, `standardError`, `alpha` (one-sided: under 1/2) and `tunedFor`.
 *
 * @example asymptoticSequence({ ...welch({ control: summarizeCounts({ successes: 24, trials: 1000 }),
 *   treatment: summarizeCounts({ successes: 41, trials: 1000 }) }), n: 2000 })
 * // { low: -0.007744, high: 0.04174, pValue: 0.3546 }
 */
export function asymptoticSequence(estimate: Estimate, options: AsymptoticOptions = {}): AsymptoticSequence {
  const { alpha = 0.05, tunedFor = 5000, alternative = 'two-sided' } = options;
  check(estimate, tunedFor);
  const twoSided = alternative === 'two-sided';
  // To first order the mixture that is tightest at n = tunedFor.
  const rho = 1 / Math.sqrt(bestRho(tunedFor, { alpha, sides: twoSided ? 2 : 1 }));
  const { estimate: value, standardError, n } = estimate;
  if (value === null || standardError === null) {
    return { estimate: value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, pValue: 1, rho };
  }
  const grown = n * rho * rho;
  const root = Math.sqrt(grown + 1);
  const log = twoSided ? Math.log(root / alpha) : Math.log1p(root / (2 * alpha));
  const half = standardError * Math.sqrt((2 * (grown + 1) * log) / grown);
  return {
    estimate: value,
    low: alternative === 'less' ? Number.NEGATIVE_INFINITY : value - half,
    high: alternative === 'greater' ? Number.POSITIVE_INFINITY : value + half,
    pValue: pValueOf(value / standardError, grown, alternative),
    rho,
  };
}

/** The alpha at which the interval, with ρ as it is, ends at zero. */
function pValueOf(z: number, grown: number, alternative: Alternative): number {
  const exponent = (grown * z * z) / (2 * (grown + 1));
  const logRoot = 0.5 * Math.log1p(grown);
  if (alternative === 'two-sided') return Math.min(1, Math.exp(logRoot - exponent));
  if ((alternative === 'greater') !== z > 0) return 1;
  return Math.min(1, Math.exp(logRoot - exponent - Math.log(-2 * Math.expm1(-exponent))));
}

function check(estimate: Estimate, tunedFor: number): void {
  if (estimate.estimate !== null) checkNumber('estimate', estimate.estimate);
  checkPositive('n', estimate.n);
  if (estimate.standardError !== null) checkPositive('standardError', estimate.standardError);
  checkPositive('tunedFor', tunedFor);
}
