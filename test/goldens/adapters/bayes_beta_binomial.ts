import { comparePosteriors, effectQuantiles, probabilityAbove, rateInterval } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly control_successes: number;
  readonly control_n: number;
  readonly treatment_successes: number;
  readonly treatment_n: number;
  readonly prior_alpha: number;
  readonly prior_beta: number;
}

export const answer: Adapter<Input> = (input) => {
  const prior = { alpha: input.prior_alpha, beta: input.prior_beta };
  const control = { successes: input.control_successes, trials: input.control_n };
  const treatment = { successes: input.treatment_successes, trials: input.treatment_n };
  const rates = { control, treatment };
  const difference = comparePosteriors(rates, { prior, scale: 'difference' });
  const [a, b] = [rateInterval(control, { prior }), rateInterval(treatment, { prior })];
  const [shortA, shortB] = [control, treatment].map((count) =>
    rateInterval(count, { prior, kind: 'highest-density' }),
  );
  const posterior = ({ successes, trials }: typeof control) => [
    prior.alpha + successes,
    prior.beta + trials - successes,
  ];
  return {
    posterior_a: posterior(control),
    posterior_b: posterior(treatment),
    prob_b_beats_a: difference.probability,
    expected_loss_choose_a: difference.expectedLoss.control,
    expected_loss_choose_b: difference.expectedLoss.treatment,
    mean_diff: b.mean - a.mean,
    ci95_a: [a.low, a.high],
    ci95_b: [b.low, b.high],
    hpd95_a: [shortA?.low, shortA?.high],
    hpd95_b: [shortB?.low, shortB?.high],
    diff_ci95: [difference.low, difference.high],
    rel_lift_q025_q50_q975: effectQuantiles(rates, [0.025, 0.5, 0.975], { prior }),
    prob_diff_gt_half_pp: probabilityAbove(rates, { difference: 0.005 }, { prior }),
  };
};
