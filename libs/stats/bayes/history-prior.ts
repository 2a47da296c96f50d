import { checkSuccesses } from '../check.ts';
import type { RateCount } from '../rate-count.ts';
import { findRoot } from '../special/find-root.ts';
import { marginalLog, marginalSlopes } from './beta-binomial-marginal.ts';
import type { BetaPrior } from './posterior.ts';

/** The prior found, with its size (`concentration`: it weighs as much as that many trials), and each group's shrunk rate. */
export interface HistoryPrior extends BetaPrior {
  kind: 'prior';
  mean: number;
  concentration: number;
  /** 1 / (concentration + 1): correlation of two trials of the same group. */
  intraclass: number;
  /** Without the binomial coefficients. */
  logLikelihood: number;
  /** (alpha + successes) / (alpha + beta + trials) */
  shrunk: number[];
  /** All successes over all trials. */
  pooled: number;
}

/** The groups vary no more than chance makes them vary: one rate fits all, and the prior would have no end of weight. */
export interface OneRate {
  kind: 'one-rate';
  mean: number;
  logLikelihood: number;
  shrunk: number[];
  pooled: number;
}

export interface TooLittleHistory {
  kind: 'not-enough-data';
  /** What is missing: groups with trials, and trials that ended each way. */
  needed: { groups: number; successes: number; failures: number };
}

const LOWEST = 0.01;

/**
 * What does the workspace's history say about a rate before its data are in? Empirical-Bayes prior: the beta whose
 * beta-binomial likelihood of all groups (a metric in earlier sequences, a step's role) is largest. For each
 * concentration the likelihood is concave in the mean, so the best mean is one root; the profile's maxima over the
 * concentration are the roots of its slope, looked for by half decades. Without over-dispersion the maximum lies at
 * infinity: `one-rate` (Tarone 1979). Skellam (1948); Griffiths (1973). A concentration under 0.01 (every group all or
 * nothing) is answered as 0.01.
 *
 * Throws `not-a-count` or `inconsistent-counts` for `groups[i]`.
 *
 * @example historyPrior([{ successes: 3, trials: 40 }, { successes: 29, trials: 900 }, { successes: 122, trials: 2500 }])
 * // { kind: 'prior', mean: 0.0433, concentration: 1220 }
 */
export function historyPrior(groups: readonly RateCount[]): HistoryPrior | OneRate | TooLittleHistory {
  let successes = 0;
  let trials = 0;
  for (const [i, group] of groups.entries()) {
    checkSuccesses(`groups[${i}].`, group.successes, group.trials);
    successes += group.successes;
    trials += group.trials;
  }
  const used = groups.filter((group) => group.trials > 0);
  const needed = {
    groups: Math.max(0, 2 - used.length),
    successes: successes === 0 ? 1 : 0,
    failures: successes === trials ? 1 : 0,
  };
  if (needed.groups + needed.successes + needed.failures > 0) return { kind: 'not-enough-data', needed };
  const pooled = successes / trials;
  const flat = successes * Math.log(pooled) + (trials - successes) * Math.log1p(-pooled);
  const best = bestConcentration(used);
  if (best === null || marginalLog(used, best.mean, best.concentration) <= flat) {
    return { kind: 'one-rate', mean: pooled, pooled, logLikelihood: flat, shrunk: groups.map(() => pooled) };
  }
  const { mean, concentration } = best;
  const alpha = mean * concentration;
  return {
    kind: 'prior',
    alpha,
    beta: concentration - alpha,
    mean,
    concentration,
    intraclass: 1 / (concentration + 1),
    logLikelihood: marginalLog(used, mean, concentration),
    shrunk: groups.map((group) => (alpha + group.successes) / (concentration + group.trials)),
    pooled,
  };
}

interface Shape {
  mean: number;
  concentration: number;
}

/** The highest of the profile likelihood's maxima; null where it only rises. */
function bestConcentration(groups: readonly RateCount[]): Shape | null {
  const at = (log: number): Shape => {
    const concentration = Math.exp(log);
    return { mean: bestMean(groups, concentration), concentration };
  };
  const slope = (log: number): number => {
    const { mean, concentration } = at(log);
    return marginalSlopes(groups, mean, concentration).byConcentration;
  };
  const highest = Math.log(1000 * Math.max(...groups.map(({ trials }) => trials)));
  const maxima: Shape[] = [];
  let log = Math.log(LOWEST);
  let before = slope(log);
  if (before <= 0) maxima.push(at(log));
  while (log < highest) {
    const next = log + Math.LN10 / 2;
    const after = slope(next);
    if (before > 0 && after <= 0) maxima.push(at(findRoot(slope, log, next)));
    log = next;
    before = after;
  }
  const height = (shape: Shape) => marginalLog(groups, shape.mean, shape.concentration);
  return maxima.reduce<Shape | null>(
    (best, shape) => (best && height(best) >= height(shape) ? best : shape),
    null,
  );
}

function bestMean(groups: readonly RateCount[], concentration: number): number {
  return findRoot((mean) => marginalSlopes(groups, mean, concentration).byMean, 1e-12, 1 - 1e-12);
}
