import { equalRates, pairwiseRates, rateTrend } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly successes: readonly number[];
  readonly trials: readonly number[];
}

export const answer: Adapter<Input> = (input) => {
  const arms = input.successes.map((successes, i) => ({ successes, trials: input.trials[i] ?? 0 }));
  const { chiSquare, degreesOfFreedom, pValue, g } = equalRates(arms);
  const trend = rateTrend(arms);
  const pairs = pairwiseRates(arms);
  return {
    chisq: chiSquare,
    df: degreesOfFreedom,
    p: pValue,
    g_stat: g,
    trend_chisq: trend.chiSquare,
    trend_p: trend.pValue,
    pairs_1based: pairs.map(({ first, second }) => [first + 1, second + 1]),
    pairwise_p_raw: pairs.map((pair) => pair.pValue),
    pairwise_p_holm: pairs.map((pair) => pair.holm),
    pairwise_p_bh: pairs.map((pair) => pair.benjaminiHochberg),
  };
};
