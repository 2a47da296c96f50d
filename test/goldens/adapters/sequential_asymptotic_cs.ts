import { asymptoticSequence, normalQuantile, welch } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly n1: number;
  readonly mean1: number;
  readonly var1: number;
  readonly n2: number;
  readonly mean2: number;
  readonly var2: number;
  readonly alpha: number;
  readonly tuning_n: number;
}

export const answer: Adapter<Input> = ({ n1, mean1, var1, n2, mean2, var2, alpha, tuning_n: tunedFor }) => {
  const arms = {
    control: { n: n1, mean: mean1, variance: var1 },
    treatment: { n: n2, mean: mean2, variance: var2 },
  };
  const effect = welch(arms);
  if (effect.standardError === null) return {};
  const { estimate, low, high, pValue, rho } = asymptoticSequence(
    { ...effect, n: n1 + n2 },
    { alpha, tunedFor },
  );
  const half = (high - low) / 2;
  return {
    diff: estimate,
    se: effect.standardError,
    rho,
    halfwidth: half,
    ci: [low, high],
    p: pValue,
    ratio_to_fixed_z: half / (-normalQuantile(alpha / 2) * effect.standardError),
  };
};
