import { bestMass, bestRate, credibleSet } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly replies: readonly number[];
  readonly other_exits: readonly number[];
  readonly n_at_risk_mature: readonly number[];
  readonly prior_alpha: number;
  readonly prior_beta: number;
  readonly prior_dirichlet: readonly [number, number, number];
}

export const answer: Adapter<Input> = (input) => {
  const { replies, other_exits, n_at_risk_mature, prior_alpha, prior_beta, prior_dirichlet } = input;
  const prior = { alpha: prior_alpha, beta: prior_beta };
  const hazard = bestRate(
    replies.map((successes, k) => ({ successes, trials: n_at_risk_mature[k] ?? 0 })),
    { prior },
  );
  const [success, otherExit, stay] = prior_dirichlet;
  const mass = bestMass(
    replies.map((successes, k) => ({
      successes,
      atRisk: n_at_risk_mature[k] ?? 0,
      otherExits: other_exits[k] ?? 0,
    })),
    { prior: { success, otherExit, stay } },
  );
  const { members, probability } = credibleSet(hazard.probabilities);
  return {
    hazard_mean: hazard.means,
    prob_peak_hazard: hazard.probabilities,
    expected_shortfall_hazard: hazard.expectedLoss,
    credible_set95_hazard_1based: members.map((k) => k + 1).sort((a, b) => a - b),
    credible_set95_mass: probability,
    mass_argmax_prob_mc: mass.probabilities,
    mass_mean_mc: mass.means,
  };
};
