import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectGolden, goldens } from '../../../test/support/golden.ts';
import { betaQuantile } from '../special/beta.ts';
import { bestRate } from './best-rate.ts';
import { credibleSet } from './credible-set.ts';

interface Prior {
  prior_alpha: number;
  prior_beta: number;
}
interface TwoArms extends Prior {
  control_successes: number;
  control_n: number;
  treatment_successes: number;
  treatment_n: number;
}
interface Arms extends Prior {
  successes: number[];
  trials: number[];
}
interface Steps extends Prior {
  replies: number[];
  n_at_risk_mature: number[];
}

const prior = ({ prior_alpha: alpha, prior_beta: beta }: Prior) => ({ alpha, beta });
const groups = (successes: number[], trials: number[]) =>
  successes.map((count, k) => ({ successes: count, trials: trials[k] ?? 0 }));

describe('two arms: chance to be best and expected loss agree with exact integrals', () => {
  // Highest-density intervals and the quantiles of difference and lift come with the rest of the library.
  const later = ['hpd95_a', 'hpd95_b', 'diff_ci95', 'rel_lift_q025_q50_q975', 'prob_diff_gt_half_pp'];
  for (const golden of goldens<TwoArms>('bayes_beta_binomial')) {
    test(golden.id, () => {
      const { input } = golden;
      const counts = groups(
        [input.control_successes, input.treatment_successes],
        [input.control_n, input.treatment_n],
      );
      const { probabilities, expectedLoss, means } = bestRate(counts, prior(input));
      const [a, b] = counts.map(({ successes, trials }) => [
        input.prior_alpha + successes,
        input.prior_beta + trials - successes,
      ]);
      const interval = ([alpha = 1, beta = 1]: number[] = []) => [
        betaQuantile(0.025, alpha, beta),
        betaQuantile(0.975, alpha, beta),
      ];
      const got = {
        posterior_a: a ?? [],
        posterior_b: b ?? [],
        prob_b_beats_a: probabilities[1] ?? 0,
        expected_loss_choose_a: expectedLoss[0] ?? 0,
        expected_loss_choose_b: expectedLoss[1] ?? 0,
        mean_diff: (means[1] ?? 0) - (means[0] ?? 0),
        ci95_a: interval(a),
        ci95_b: interval(b),
      };
      expectGolden(golden, got, later);
    });
  }
});

describe('K arms agree with exact integrals', () => {
  for (const golden of goldens<Arms>('bayes_k_arms')) {
    test(golden.id, () => {
      const { successes, trials } = golden.input;
      const { probabilities, expectedLoss, expectedMax, means } = bestRate(
        groups(successes, trials),
        prior(golden.input),
      );
      expectGolden(golden, {
        prob_best: probabilities,
        expected_loss: expectedLoss,
        expected_max: expectedMax,
        posterior_mean: means,
      });
    });
  }
});

describe('the peak by hazard agrees with exact integrals', () => {
  for (const golden of goldens<Steps>('peak_step')) {
    test(golden.id, () => {
      const { replies, n_at_risk_mature: atRisk } = golden.input;
      const { probabilities, expectedLoss, means } = bestRate(groups(replies, atRisk), prior(golden.input));
      const { members, probability } = credibleSet(probabilities, 0.95);
      const got = {
        hazard_mean: means,
        prob_peak_hazard: probabilities,
        expected_shortfall_hazard: expectedLoss,
        credible_set95_hazard_1based: members.map((k) => k + 1).sort((a, b) => a - b),
        credible_set95_mass: probability,
      };
      // The mass in last-touch form (survival times hazard) comes with the step report's Aalen-Johansen.
      const asked = Object.entries(got).filter(([key]) => key in golden.expected);
      expectGolden(golden, Object.fromEntries(asked), ['mass_argmax_prob_mc', 'mass_mean_mc']);
    });
  }
});

const count = fc
  .tuple(fc.nat({ max: 300 }), fc.nat({ max: 3000 }))
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));
const several = fc.array(count, { minLength: 1, maxLength: 6 });
const anyPrior = fc.record({
  alpha: fc.double({ min: 0.5, max: 20, noNaN: true }),
  beta: fc.double({ min: 0.5, max: 200, noNaN: true }),
});

test('probabilities add up to one, and no loss is negative, for every prior', () => {
  fc.assert(
    fc.property(several, anyPrior, (counts, given) => {
      const { probabilities, expectedLoss } = bestRate(counts, given);
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 8);
      for (const loss of expectedLoss) expect(loss).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('the order of the groups does not matter', () => {
  fc.assert(
    fc.property(several, (counts) => {
      const forth = bestRate(counts);
      const back = bestRate([...counts].reverse());
      for (const [k, value] of forth.probabilities.entries()) {
        expect(back.probabilities[counts.length - 1 - k]).toBeCloseTo(value, 10);
      }
    }),
  );
});

test('the same counts give the same digits', () => {
  fc.assert(fc.property(several, (counts) => expect(bestRate(counts)).toEqual(bestRate(counts))));
});

test('equal groups share the probability, also without any trial', () => {
  for (const trials of [0, 1, 1000, 100_000_000]) {
    const { probabilities } = bestRate([0, 1, 2].map(() => ({ successes: Math.floor(trials / 50), trials })));
    for (const value of probabilities) expect(value).toBeCloseTo(1 / 3, 9);
  }
});

test('a prior under 1/2 and impossible counts are refused with the field', () => {
  expect(() => bestRate([{ successes: 0, trials: 1 }], { alpha: 0.1, beta: 1 })).toThrow(
    'prior.alpha: 0.1 is under',
  );
  expect(() => bestRate([{ successes: 2, trials: 1 }])).toThrow(
    'groups[0].successes: 2 successes in 1 trials',
  );
  expect(() => bestRate([])).toThrow('groups: 0 groups given');
});
