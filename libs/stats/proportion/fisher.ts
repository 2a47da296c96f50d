import {
  hypergeometricLower,
  hypergeometricUpper,
  logHypergeometricPmf,
  type Margins,
  modeOf,
  supportOf,
} from '../special/hypergeometric.ts';
import { minimumLikelihood } from '../special/minimum-likelihood.ts';
import { checkTwoRates, type TwoRates } from './two-rates.ts';

export interface FisherTest {
  /** Two-sided: the probability of all tables with these margins that are no more likely than the observed one. */
  pValue: number;
  /** Two-sided, tables as likely as the observed one counted half: less conservative. */
  midP: number;
  /** One-sided: small where the treatment's rate is the higher one. */
  pGreater: number;
  /** One-sided: small where the treatment's rate is the lower one. */
  pLess: number;
}

/**
 * Are two rates equal, however few the counts? Exact given the total number of successes: the treatment's share of them is
 * hypergeometric (Fisher 1935); mid-p after Lancaster (1961). Fisher's p-value is conservative; its mid-p and `boschloo` are
 * not. Without a success or without a failure: p = 1.
 *
 * DomainError: not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like.
 *
 * @example fisherTest({ control: { successes: 2, trials: 40 }, treatment: { successes: 9, trials: 41 } })
 * // { pValue: 0.04805, midP: 0.03678, pGreater: 0.0265, pLess: 0.996 }
 */
export function fisherTest(rates: TwoRates): FisherTest {
  checkTwoRates(rates);
  const margins = marginsOf(rates);
  const lower = (x: number) => hypergeometricLower(x, margins);
  const upper = (x: number) => hypergeometricUpper(x, margins);
  const observed = rates.treatment.successes;
  const { pValue, midP } = minimumLikelihood(
    {
      ...supportOf(margins),
      mode: modeOf(margins),
      log: (x) => logHypergeometricPmf(x, margins),
      lower,
      upper,
    },
    observed,
  );
  return { pValue, midP, pGreater: upper(observed), pLess: lower(observed) };
}

export const marginsOf = ({ control, treatment }: TwoRates): Margins => ({
  others: control.trials,
  own: treatment.trials,
  drawn: control.successes + treatment.successes,
});
