import { bestRate } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly successes: readonly number[];
  readonly trials: readonly number[];
  readonly prior_alpha: number;
  readonly prior_beta: number;
}

export const answer: Adapter<Input> = ({ successes, trials, prior_alpha: alpha, prior_beta: beta }) => {
  const groups = successes.map((count, k) => ({ successes: count, trials: trials[k] ?? 0 }));
  const { probabilities, expectedLoss, expectedMax, means } = bestRate(groups, { prior: { alpha, beta } });
  return {
    prob_best: probabilities,
    expected_loss: expectedLoss,
    expected_max: expectedMax,
    posterior_mean: means,
  };
};
