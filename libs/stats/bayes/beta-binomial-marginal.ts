import type { RateCount } from '../rate-count.ts';
import { digamma, trigamma } from '../special/digamma.ts';
import { logBeta } from '../special/log-beta.ts';

/**
 * Counts of groups whose rates come from one Beta(mM, (1 - m) M): log likelihood Σ log B(a + x, b + n - x) - log B(a,
 * b), without the binomial coefficients, which do not depend on m and M.
 */
export function marginalLog(groups: readonly RateCount[], mean: number, concentration: number): number {
  const [a, b] = [mean * concentration, (1 - mean) * concentration];
  return groups.reduce(
    (sum, { successes, trials }) => sum + logBeta(a + successes, b + (trials - successes)) - logBeta(a, b),
    0,
  );
}

/** Derivatives of the log likelihood by the mean (first and second) and by the concentration. */
export function marginalSlopes(groups: readonly RateCount[], mean: number, concentration: number) {
  const [a, b] = [mean * concentration, (1 - mean) * concentration];
  const [psiA, psiB, psiM] = [digamma(a), digamma(b), digamma(concentration)];
  const bend = trigamma(a) + trigamma(b);
  let byMean = 0;
  let bendByMean = 0;
  let byConcentration = 0;
  for (const { successes, trials } of groups) {
    const up = digamma(a + successes) - psiA;
    const down = digamma(b + (trials - successes)) - psiB;
    byMean += concentration * (up - down);
    bendByMean += concentration ** 2 * (trigamma(a + successes) + trigamma(b + (trials - successes)) - bend);
    byConcentration += mean * up + (1 - mean) * down - (digamma(concentration + trials) - psiM);
  }
  return { byMean, bendByMean, byConcentration };
}
