import { checkCount, checkPositive, checkSameLength } from '../check.ts';
import { checkAllocation } from '../check-allocation.ts';
import { logBeta } from '../special/log-beta.ts';

/**
 * Log Bayes factor of counts over K categories against "each falls into category i with probability ρ_i":
 * log B(kρ + n) - log B(kρ) - Σ n_i log ρ_i, Dirichlet prior of mass k centered at ρ. Under the null its exponential is a
 * martingale, so 1 / BF is a p-value at every look at once (Lindon and Malek 2022, "Anytime-valid inference for
 * multinomial count data").
 */
export function dirichletBayesFactor(
  counts: readonly number[],
  allocation: readonly number[],
  concentration: number,
): number {
  const shares = checkAllocation('allocation', allocation);
  checkSameLength('counts', counts, shares.length);
  checkPositive('concentration', concentration);
  let logNull = 0;
  for (const [i, count] of counts.entries()) {
    checkCount(`counts[${i}]`, count);
    logNull += count * Math.log(shares[i] ?? 1);
  }
  const prior = shares.map((share) => concentration * share);
  const posterior = prior.map((mass, i) => mass + (counts[i] ?? 0));
  return logBeta(...posterior) - logBeta(...prior) - logNull;
}
