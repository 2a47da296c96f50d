import { stepSurvival } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  /** The last step each enrollment was at risk for, 1-based. */
  readonly last_step: readonly number[];
  /** 0: still in, or censored after that step; 1: reply; 2: other exit. */
  readonly cause: readonly number[];
  readonly steps: number;
}

export const answer: Adapter<Input> = ({ last_step, cause, steps }) => {
  const counts = Array.from({ length: steps }, (_, k) => ({
    atRisk: last_step.filter((last) => last > k).length,
    successes: last_step.filter((last, i) => last === k + 1 && cause[i] === 1).length,
    otherExits: last_step.filter((last, i) => last === k + 1 && cause[i] === 2).length,
  }));
  const hazards = stepSurvival(counts);
  return {
    n_at_risk: counts.map(({ atRisk }) => atRisk),
    replies: counts.map(({ successes }) => successes),
    other_exits: counts.map(({ otherExits }) => otherExits),
    hazard_reply: hazards.map(({ hazard }) => hazard),
    hazard_other: hazards.map(({ otherHazard }) => otherHazard),
    survival_any: hazards.map(({ survival }) => survival),
    mass_reply: hazards.map(({ mass }) => mass),
    cif_reply: hazards.map(({ cumulative }) => cumulative),
    cif_other: hazards.map(({ cumulativeOther }) => cumulativeOther),
    survfit_cif_reply: hazards.map(({ cumulative }) => cumulative),
    survfit_se_reply: hazards.map(({ cumulativeStandardError }) => cumulativeStandardError),
  };
};
