import { checkAtLeast, checkCount } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { bestOf } from '../quadrature/best-of.ts';
import { gammaFactor } from '../quadrature/factor.ts';
import type { BestRate } from './best-rate.ts';

/**
 * Which of K outcomes of one multinomial is the most frequent? `counts[k]` of `trials` trials ended in outcome k, the
 * rest in none of them; Dirichlet(1/2, …, 1/2) prior over the K + 1 outcomes. A Dirichlet is a vector of independent
 * Gamma(a_k, 1) divided by their sum, so its largest entry is the largest gamma: exact by quadrature. The sum is
 * independent of the shares, so E[highest share] = E[largest gamma] / Σ a. Gamma representation of the Dirichlet:
 * Ferguson (1973).
 *
 * Throws `not-a-count` or `inconsistent-counts` for `counts` and `trials`, `too-few-groups` without an outcome.
 *
 * @example bestShare([10, 20, 30], 1000).probabilities // [0.0003566, 0.07823, 0.9214]
 */
export function bestShare(counts: readonly number[], trials: number): BestRate {
  checkAtLeast('counts', counts, 1, 'outcomes');
  checkCount('trials', trials);
  let counted = 0;
  for (const [k, count] of counts.entries()) {
    checkCount(`counts[${k}]`, count);
    counted += count;
  }
  if (counted > trials) {
    throw new DomainError(
      'inconsistent-counts',
      'counts',
      `${counted} outcomes in ${trials} trials`,
      'Count each trial in at most one outcome',
    );
  }
  const total = trials + 0.5 * (counts.length + 1);
  const means = counts.map((count) => (count + 0.5) / total);
  const factors = counts.map((count) => gammaFactor(count + 0.5));
  const { probabilities, expectedMax } = bestOf((t) => t * t, factors);
  return {
    probabilities,
    expectedMax: expectedMax / total,
    means,
    expectedLoss: means.map((mean) => Math.max(0, expectedMax / total - mean)),
  };
}
