import { checkAtLeast } from '../check.ts';
import type { RateCount } from '../rate-count.ts';
import { bestRate } from './best-rate.ts';
import { type CompareOptions, comparePosteriors, type PosteriorComparison } from './compare-posteriors.ts';
import { type CredibleRate, rateInterval } from './rate-interval.ts';

export interface ArmRate extends CredibleRate {
  /** P(this rate is the highest of all). */
  probabilityBest: number;
  /** What choosing it gives up on average, against the best: E[highest rate] - E[its rate]. */
  expectedLoss: number;
}

export interface RatesReadOut {
  arms: ArmRate[];
  /** Each further arm against the first. */
  comparisons: PosteriorComparison[];
}

/**
 * What do the counts of K arms say today? Each arm's rate with its credible interval, chance to be the best and expected
 * loss, and its effect against the first arm. Everything is exact, from the same independent beta posteriors; see
 * `bestRate`, `rateInterval` and `comparePosteriors` for formulas. Errors as theirs, with the field `groups[k]`.
 *
 * @example readRates([{ successes: 30, trials: 1000 }, { successes: 41, trials: 1000 },
 *   { successes: 36, trials: 1000 }]).arms[1]?.probabilityBest
 * // 0.6848
 */
export function readRates(groups: readonly RateCount[], options: CompareOptions = {}): RatesReadOut {
  checkAtLeast('groups', groups, 1, 'groups');
  const { probabilities, expectedLoss } = bestRate(groups, options);
  const [control, ...others] = groups;
  return {
    arms: groups.map((group, k) => ({
      ...rateInterval(group, options),
      probabilityBest: probabilities[k] ?? 0,
      expectedLoss: expectedLoss[k] ?? 0,
    })),
    comparisons: control ? others.map((treatment) => comparePosteriors({ control, treatment }, options)) : [],
  };
}
