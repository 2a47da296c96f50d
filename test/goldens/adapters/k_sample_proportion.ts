import {
  benjaminiHochberg,
  equalRates,
  holm,
  type PairOfRates,
  pairwiseRates,
  type RateCount,
  rateTrend,
} from '#stats';
import type { Adapter, Value } from '../golden.ts';

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
    ...adjusted(arms, pairs),
  };
};

/**
 * The file's source has no p-value for a pair without a success or without a failure, and does not count it among the tests;
 * the library says p = 1 and counts it.
 */
function adjusted(arms: readonly RateCount[], pairs: readonly PairOfRates[]): Record<string, Value> {
  const isTest = pairs.map(({ first, second }) => {
    const two = [arms[first], arms[second]];
    return two.some((arm) => (arm?.successes ?? 0) > 0) && two.some((arm) => arm?.successes !== arm?.trials);
  });
  if (isTest.every((test) => test)) {
    return {
      pairwise_p_raw: pairs.map((pair) => pair.pValue),
      pairwise_p_holm: pairs.map((pair) => pair.holm),
      pairwise_p_bh: pairs.map((pair) => pair.benjaminiHochberg),
    };
  }
  const p = pairs.filter((_, i) => isTest[i]).map(({ pValue }) => pValue);
  const placed = (values: readonly number[]): Value => {
    const left = values.values();
    return isTest.map((test) => (test ? left.next().value : null));
  };
  const adjust = (method: typeof holm): Value => placed(p.length === 0 ? [] : method(p));
  return {
    pairwise_p_raw: placed(p),
    pairwise_p_holm: adjust(holm),
    pairwise_p_bh: adjust(benjaminiHochberg),
  };
}
