import {
  agrestiCoull,
  clopperPearson,
  type Interval,
  jeffreys,
  midP,
  rateInterval,
  wald,
  wilson,
} from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly successes: number;
  readonly trials: number;
  readonly conf_level: number;
}

export const answer: Adapter<Input> = ({ successes, trials, conf_level: level }) => {
  // The file's source shortens the correction where the count is nearer than 1/2 to half of the trials.
  const continuity = Math.min(0.5, Math.abs(successes - trials / 2));
  const uniform = { alpha: 1, beta: 1 };
  const ends = ({ low, high }: Interval) => [low, high];
  return {
    wilson: ends(wilson(successes, trials, { level })),
    wilson_cc: ends(wilson(successes, trials, { level, continuity })),
    clopper_pearson: ends(clopperPearson(successes, trials, { level })),
    jeffreys_equal_tail: ends(jeffreys(successes, trials, { level })),
    uniform_prior_equal_tail: ends(rateInterval({ successes, trials }, { prior: uniform, level })),
    agresti_coull_unclipped: ends(agrestiCoull(successes, trials, { level })),
    wald_unclipped: ends(wald(successes, trials, { level })),
    mid_p: ends(midP(successes, trials, { level })),
  };
};
