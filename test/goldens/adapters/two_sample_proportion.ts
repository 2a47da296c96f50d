import {
  agrestiCaffo,
  conditionalOddsRatio,
  deltaLift,
  fisherTest,
  katz,
  miettinenNurminen,
  newcombe,
  pooledZ,
  summarizeCounts,
  type TwoRates,
  unpooledZ,
  waldDifference,
  woolf,
  yates,
} from '#stats';
import { asCoarse } from '../coarse-odds-ratio.ts';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly control_successes: number;
  readonly control_n: number;
  readonly treatment_successes: number;
  readonly treatment_n: number;
  readonly conf_level: number;
}

export const answer: Adapter<Input> = (input) => {
  const level = { level: input.conf_level };
  const rates: TwoRates = {
    control: { successes: input.control_successes, trials: input.control_n },
    treatment: { successes: input.treatment_successes, trials: input.treatment_n },
  };
  const ends = ({ low, high }: { low: number | null; high: number | null }) => [low, high];
  const pooled = hasContrast(rates) ? pooledZ(rates) : null;
  const unpooled = unpooledZ(rates);
  const corrected = hasContrast(rates) ? yates(rates) : null;
  const fisher = fisherTest(rates);
  const conditional = asCoarse(rates, level.level, conditionalOddsRatio(rates, level));
  const ratio = katz(rates, level);
  const odds = woolf(rates, level);
  return {
    diff: input.treatment_successes / input.treatment_n - input.control_successes / input.control_n,
    z_pooled: pooled?.z ?? null,
    p_z_pooled_two_sided: pooled?.pValue ?? null,
    p_z_pooled_greater: pooled?.pGreater ?? null,
    chisq_pearson: pooled === null ? null : pooled.z ** 2,
    chisq_yates: corrected?.chiSquare ?? null,
    p_yates: corrected?.pValue ?? null,
    z_unpooled: unpooled?.z ?? null,
    p_z_unpooled_two_sided: unpooled?.pValue ?? null,
    ci_diff_wald: ends(waldDifference(rates, level)),
    ci_diff_newcombe: ends(newcombe(rates, level)),
    ci_diff_agresti_caffo: ends(agrestiCaffo(rates, level)),
    ci_diff_miettinen_nurminen: ends(miettinenNurminen(rates, level)),
    p_fisher_two_sided: fisher.pValue,
    p_fisher_greater: fisher.pGreater,
    p_fisher_mid_p: fisher.midP,
    fisher_conditional_or: conditional.value,
    fisher_or_ci: ends(conditional),
    risk_ratio: ratio.value,
    ci_rr_katz_log: ends(ratio),
    relative_lift_delta_se: liftError(rates),
    odds_ratio: odds.value,
    ci_or_woolf: ends(odds),
  };
};

/** The file's source divides 0 by 0 where all or none of the trials are successes; the library says z = 0, p = 1. */
function hasContrast({ control, treatment }: TwoRates): boolean {
  const successes = control.successes + treatment.successes;
  return successes > 0 && successes < control.trials + treatment.trials;
}

/** Where no arm varies the library says that nothing is known of the error; the file's source says 0. */
function liftError({ control, treatment }: TwoRates): number | null {
  const arms = { control: summarizeCounts(control), treatment: summarizeCounts(treatment) };
  const { estimate, standardError } = deltaLift(arms);
  return estimate === null ? null : (standardError ?? 0);
}
