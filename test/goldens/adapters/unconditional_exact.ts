import { barnard, boschloo, type TwoRates } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly control_successes: number;
  readonly control_n: number;
  readonly treatment_successes: number;
  readonly treatment_n: number;
}

export const answer: Adapter<Input> = (input) => {
  const rates: TwoRates = {
    control: { successes: input.control_successes, trials: input.control_n },
    treatment: { successes: input.treatment_successes, trials: input.treatment_n },
  };
  const ordered = barnard(rates);
  const { pValue, fisherP } = boschloo(rates);
  return {
    barnard_pooled_stat: ordered.z,
    barnard_p_two_sided: ordered.pValue,
    boschloo_stat: fisherP,
    boschloo_p_two_sided: pValue,
  };
};
