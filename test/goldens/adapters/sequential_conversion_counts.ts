import { conversionTest, type Pair, rateRatioSequence } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly conversions_control: number;
  readonly conversions_treatment: number;
  readonly alloc_control: number;
  readonly alloc_treatment: number;
  readonly dirichlet_concentration: number;
  readonly alpha: number;
}

export const answer: Adapter<Input> = (input) => {
  const counts: Pair = [input.conversions_control, input.conversions_treatment];
  const allocation: Pair = [input.alloc_control, input.alloc_treatment];
  const { alpha, dirichlet_concentration: concentration } = input;
  const { logBayesFactor, pValue } = conversionTest(counts, allocation, { concentration });
  const { low, high } = rateRatioSequence(counts, allocation, { alpha, concentration });
  const ratio = counts[1] / allocation[1] / (counts[0] / allocation[0]);
  return {
    log_bayes_factor: logBayesFactor,
    always_valid_p_snapshot: pValue,
    log_rate_ratio: counts[0] > 0 && counts[1] > 0 ? Math.log(ratio) : null,
    log_rate_ratio_cs: [low, high],
    rate_ratio_cs: [Math.exp(low), Math.exp(high)],
  };
};
