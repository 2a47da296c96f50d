import { stepwise } from './family.ts';

/**
 * Which of many findings to follow up, when a share α of them may be false? min over the larger ones of p_(r) m / r
 * (Benjamini and Hochberg 1995): for independent or positively dependent tests, such as the metrics or the steps of a
 * sequence.
 *
 * `pValues` from 0 to 1, in any order; answers in the same order. DomainError: out-of-range (`pValues[i]`).
 *
 * @example benjaminiHochberg([0.01, 0.04, 0.03, 0.005]) // [0.02, 0.04, 0.04, 0.02]
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepwise(pValues, 'up', (rank) => pValues.length / rank);
}

/**
 * The same times 1 + 1/2 + … + 1/m: valid whatever the dependence of the tests (Benjamini and Yekutieli 2001). Errors as
 * `benjaminiHochberg`.
 *
 * @example benjaminiYekutieli([0.01, 0.04, 0.03, 0.005]) // [0.04167, 0.08333, 0.08333, 0.04167]
 */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  let harmonic = 0;
  for (let k = 1; k <= pValues.length; k++) harmonic += 1 / k;
  return stepwise(pValues, 'up', (rank) => (harmonic * pValues.length) / rank);
}
