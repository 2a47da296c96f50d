import { bernoulliMsprt } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly n_per_arm: number;
  readonly control_successes: number;
  readonly treatment_successes: number;
  readonly tau2: number;
}

export const answer: Adapter<Input> = (input) => {
  const { n_per_arm: trials, control_successes, treatment_successes, tau2 } = input;
  const control = { successes: control_successes, trials };
  const treatment = { successes: treatment_successes, trials };
  const { likelihoodRatio, pValue, low, high } = bernoulliMsprt({ control, treatment }, tau2);
  return { likelihood_ratio: likelihoodRatio, p: pValue, ci95: [low, high] };
};
