import { checkAtLeast } from '../check.ts';
import { bestOf } from '../quadrature/best-of.ts';
import { rateFactor } from '../quadrature/factor.ts';
import type { RateCount } from '../rate-count.ts';
import { type BetaPrior, JEFFREYS, posteriorOf } from './posterior.ts';

export interface BestRate {
  /** P(the rate of group k is the highest), adding up to 1. */
  probabilities: number[];
  /** Expected shortfall of each group: E[highest rate] - E[its rate], what choosing it gives up on average. */
  expectedLoss: number[];
  /** Posterior means. */
  means: number[];
  /** Expectation of the highest rate. */
  expectedMax: number;
}

/**
 * Which of K rates is the highest? Independent beta posteriors, exactly by quadrature (no draws): the same input always
 * gives the same answer, within 1e-10, for every prior. K arms of a test, or the hazards of K steps. `groups[k]`:
 * successes of trials. P(k) = ∫ f_k ∏_(j≠k) F_j. Chance to be best: Scott (2010); expected loss: Stucchio (2015).
 *
 * Throws `not-a-count` or `inconsistent-counts` for `groups[k]`, `too-few-groups` without one, `out-of-range` for `prior`.
 *
 * @example bestRate([{ successes: 30, trials: 1000 }, { successes: 41, trials: 1000 }]).probabilities // [0.0917, 0.9083]
 */
export function bestRate(
  groups: readonly RateCount[],
  { prior = JEFFREYS }: { prior?: BetaPrior } = {},
): BestRate {
  checkAtLeast('groups', groups, 1, 'groups');
  const posteriors = groups.map((count, k) => posteriorOf(`groups[${k}].`, count, prior));
  const means = posteriors.map(({ alpha, beta }) => alpha / (alpha + beta));
  const { probabilities, expectedMax } = bestOf(
    (t) => 1 / (1 + Math.exp(-t)),
    posteriors.map(({ alpha, beta }) => rateFactor(alpha, beta)),
  );
  return {
    probabilities,
    expectedMax,
    means,
    expectedLoss: means.map((mean) => Math.max(0, expectedMax - mean)),
  };
}
