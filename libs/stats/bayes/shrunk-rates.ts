import { checkAtLeast, checkSuccesses } from '../check.ts';
import type { RateCount } from '../rate-count.ts';
import { findRoot } from '../special/find-root.ts';
import { marginalLog, marginalSlopes } from './beta-binomial-marginal.ts';

export interface ShrunkRates {
  /** Posterior mean of each group's rate. */
  shrunk: number[];
  /** Posterior mean of the mean that the groups share. */
  mean: number;
  /** Posterior geometric mean of the concentration: how many trials the others are worth to each group. */
  concentration: number;
}

/** 25 concentrations from 1 to 1,000,000, four a decade. */
const CONCENTRATIONS = Array.from({ length: 25 }, (_, i) => 10 ** (i / 4));
/** 33 means: up to 8 standard deviations around the mode on the logit scale, half a deviation apart. */
const MEANS = Array.from({ length: 33 }, (_, i) => (i - 16) / 2);

/**
 * The rates of steps (or arms) that are alike, each pulled towards what they share: what is displayed beside a raw rate,
 * against the winner's curse. Rates from Beta(mM, (1 - m) M) with m from Jeffreys' Beta(1/2, 1/2) and M log-uniform on
 * the grid 1, 10^¼, 10^½, … 1,000,000; for each M, logit m on 33 points, half a posterior standard deviation apart,
 * around its mode. Deterministic. With equal rates every group comes near the pooled one; with different rates and many
 * trials each keeps its own. It feeds displayed rates only: the probability of a peak has independent priors.
 * Hierarchical beta-binomial model: Gelman and others (2013, section 5.3).
 *
 * Throws `too-few-groups` without a group, `not-a-count` or `inconsistent-counts` for `groups[k]`.
 *
 * @example shrunkRates([{ successes: 30, trials: 1000 }, { successes: 50, trials: 950 },
 *   { successes: 28, trials: 900 }]).shrunk
 * // [0.03375, 0.04602, 0.03447]
 */
export function shrunkRates(groups: readonly RateCount[]): ShrunkRates {
  checkAtLeast('groups', groups, 1, 'groups');
  for (const [k, { successes, trials }] of groups.entries())
    checkSuccesses(`groups[${k}].`, successes, trials);
  const points = CONCENTRATIONS.flatMap((concentration) => pointsAt(groups, concentration));
  const top = Math.max(...points.map(({ log }) => log));
  let total = 0;
  let mean = 0;
  let logConcentration = 0;
  const shrunk = groups.map(() => 0);
  for (const point of points) {
    const weight = Math.exp(point.log - top);
    total += weight;
    mean += weight * point.mean;
    logConcentration += weight * Math.log(point.concentration);
    for (const [k, { successes, trials }] of groups.entries()) {
      const rate = (point.mean * point.concentration + successes) / (point.concentration + trials);
      shrunk[k] = (shrunk[k] ?? 0) + weight * rate;
    }
  }
  return {
    shrunk: shrunk.map((sum) => sum / total),
    mean: mean / total,
    concentration: Math.exp(logConcentration / total),
  };
}

/** Beyond this a mean is 0 or 1 to the last digit, where the prior's density has fallen by e^-15. */
const FARTHEST = 30;
/** Opposite groups (none and all) leave the density flat, or two-peaked, around its middle. */
const LEAST_CURVATURE = 0.1;

interface GridPoint {
  mean: number;
  concentration: number;
  /** log of the posterior mass but for a constant. */
  log: number;
}

function pointsAt(groups: readonly RateCount[], concentration: number): GridPoint[] {
  // On the logit scale Jeffreys' prior is (m (1 - m))^½, and d/du = m (1 - m) d/dm.
  const slope = (u: number): number => {
    const m = logistic(u);
    return m * (1 - m) * marginalSlopes(groups, m, concentration).byMean + 0.5 - m;
  };
  const mode = findRoot(slope, -FARTHEST, FARTHEST);
  const m = logistic(mode);
  const { byMean, bendByMean } = marginalSlopes(groups, m, concentration);
  const spread = m * (1 - m);
  const curvature = spread - spread * spread * bendByMean - spread * (1 - 2 * m) * byMean;
  const sd = 1 / Math.sqrt(Math.max(curvature, LEAST_CURVATURE));
  return MEANS.map((step) => {
    const mean = logistic(Math.min(FARTHEST, Math.max(-FARTHEST, mode + step * sd)));
    const log = marginalLog(groups, mean, concentration) + 0.5 * Math.log(mean * (1 - mean)) + Math.log(sd);
    return { mean, concentration, log };
  });
}

const logistic = (u: number): number => 1 / (1 + Math.exp(-u));
