import { checkProbability, checkTrials } from '../check.ts';
import { binomialLower, binomialUpper, logBinomialPmf } from '../special/binomial.ts';
import { minimumLikelihood } from '../special/minimum-likelihood.ts';

export interface BinomialTest {
  /** Two-sided: the probability of all counts that are no more likely than the observed one. */
  pValue: number;
  /** P(X >= successes): against a rate that is not higher. */
  pGreater: number;
  /** P(X <= successes): against a rate that is not lower. */
  pLess: number;
}

/**
 * Is the rate another than a given one? Exact binomial test: no approximation, however few the counts. Two-sided by the
 * minimum-likelihood rule (Clopper and Pearson 1934 for the tails).
 *
 * `successes` and `trials` are counts, `nullRate` from 0 to 1. DomainError: not-a-count, inconsistent-counts, out-of-range
 * (`trials`, `nullRate`).
 *
 * @example binomialTest(3, 100, 0.1) // { pValue: 0.01784, pGreater: 0.9981, pLess: 0.007836 }
 */
export function binomialTest(successes: number, trials: number, nullRate: number): BinomialTest {
  checkTrials('', successes, trials);
  checkProbability('nullRate', nullRate);
  const lower = (x: number) => binomialLower(x, trials, nullRate);
  const upper = (x: number) => binomialUpper(x, trials, nullRate);
  const { pValue } = minimumLikelihood(
    {
      least: 0,
      most: trials,
      mode: Math.min(trials, Math.floor((trials + 1) * nullRate)),
      log: (x) => logBinomialPmf(x, trials, nullRate),
      lower,
      upper,
    },
    successes,
  );
  return { pValue, pGreater: upper(successes), pLess: lower(successes) };
}
