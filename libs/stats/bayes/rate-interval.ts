import { checkLevel } from '../check.ts';
import { type Confidence } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import { logitBeta } from '../quadrature/logit-beta.ts';
import type { RateCount } from '../rate-count.ts';
import { betaQuantilePair } from '../special/beta.ts';
import { betaCurve, curveAt, panelOf } from './beta-curve.ts';
import { type BetaPrior, JEFFREYS, posteriorOf } from './posterior.ts';
import type { Distribution } from './quantile-of.ts';
import { shortestInterval } from './shortest-interval.ts';

/** Both tails equally probable, or the shortest interval of that probability. */
export type CredibleKind = 'equal-tail' | 'highest-density';

export interface CredibleOptions extends Confidence {
  /** Default Jeffreys. */
  prior?: BetaPrior;
  /** Default `equal-tail`. */
  kind?: CredibleKind;
}

export interface CredibleRate extends Interval {
  /** Posterior mean. */
  mean: number;
}

/**
 * Where does a rate lie, given its counts and a beta prior? Mean and credible interval of Beta(α + successes, β +
 * failures). `highest-density` starts at 0 without a success and ends at 1 without a failure. Exact to 1e-12.
 * Highest-density interval: Box and Tiao (1973).
 *
 * Throws `not-a-count` or `inconsistent-counts` for `successes` and `trials`, `out-of-range` for `prior` and `level`.
 *
 * @example rateInterval({ successes: 0, trials: 40 }, { kind: 'highest-density' }) // { mean: 0.0122, low: 0, high: 0.0466 }
 */
export function rateInterval(count: RateCount, options: CredibleOptions = {}): CredibleRate {
  const { prior = JEFFREYS, level = 0.95, kind = 'equal-tail' } = options;
  checkLevel('level', level);
  const { alpha, beta } = posteriorOf('', count, prior);
  const mean = alpha / (alpha + beta);
  if (kind === 'highest-density') return { mean, ...highestDensity(alpha, beta, level) };
  const tail = (1 - level) / 2;
  // The upper end by the mirrored rate, so that 1 - 0.975 is nowhere rounded.
  return { mean, low: betaQuantilePair(tail, alpha, beta).x, high: betaQuantilePair(tail, beta, alpha).y };
}

function highestDensity(alpha: number, beta: number, level: number): Interval {
  const { low, high } = shortestInterval(
    logitDistribution(alpha, beta),
    level,
    (v) => -v - 2 * Math.log1p(Math.exp(-v)),
  );
  return { low: 1 / (1 + Math.exp(-low)), high: 1 / (1 + Math.exp(-high)) };
}

/** The rate's distribution on the logit scale. */
function logitDistribution(alpha: number, beta: number): Distribution {
  const curve = betaCurve(logitBeta(alpha, beta));
  const { center } = curve.beta;
  const sd = Math.sqrt(1 / alpha + 1 / beta);
  return {
    lowest: Number.NEGATIVE_INFINITY,
    highest: Number.POSITIVE_INFINITY,
    at: (v) => curveAt(curve, v - center, panelOf(curve, v - center, 0)),
    guess: (z) => center + sd * z,
  };
}
