import { allPairs, rateEstimates } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly replies: readonly number[];
  readonly n: readonly number[];
  readonly conf_level: number;
}

export const answer: Adapter<Input> = ({ replies, n, conf_level: level }) => {
  const steps = replies.map((successes, i) => ({ successes, trials: n[i] ?? 0 }));
  const estimates = rateEstimates(steps, { variance: 'wald' });
  const { critical, pairs } = allPairs(estimates, { level });
  return {
    crit_maxT: critical,
    crit_bonferroni: allPairs(estimates, { level, method: 'bonferroni' }).critical,
    crit_tukey: allPairs(estimates, { level, method: 'tukey' }).critical,
    pairs: pairs.map(({ first, second }) => [first + 1, second + 1]),
    diff: pairs.map(({ value }) => value),
    lower: pairs.map(({ low }) => low),
    upper: pairs.map(({ high }) => high),
  };
};
