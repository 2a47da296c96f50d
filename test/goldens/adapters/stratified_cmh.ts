import { stratified } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly strata: readonly {
    readonly control_successes: number;
    readonly control_n: number;
    readonly treatment_successes: number;
    readonly treatment_n: number;
  }[];
  readonly conf_level?: number;
}

export const answer: Adapter<Input> = ({ strata, conf_level: level = 0.95 }) => {
  const { oddsRatio, chiSquare, pValue } = stratified(
    strata.map((stratum) => ({
      control: { successes: stratum.control_successes, trials: stratum.control_n },
      treatment: { successes: stratum.treatment_successes, trials: stratum.treatment_n },
    })),
    { level },
  );
  return {
    mh_odds_ratio: oddsRatio.value,
    ci: [oddsRatio.low, oddsRatio.high],
    chisq: chiSquare,
    p: pValue,
  };
};
