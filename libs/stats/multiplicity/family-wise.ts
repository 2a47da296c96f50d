import { checkPValues, stepwise } from './family.ts';

/**
 * Which of several findings hold when not even one may be false by chance (probability α)? Each p times their number, at most
 * 1 (Bonferroni 1936): valid whatever their dependence. Holm is never worse.
 *
 * `pValues` from 0 to 1, in any order; answers in the same order. DomainError: out-of-range (`pValues[i]`).
 *
 * @example bonferroni([0.01, 0.04, 0.03, 0.005]) // [0.04, 0.16, 0.12, 0.02]
 */
export function bonferroni(pValues: readonly number[]): number[] {
  checkPValues(pValues);
  return pValues.map((p) => Math.min(1, p * pValues.length));
}

/**
 * Bonferroni's guarantee, step by step from the smallest p: max over the smaller ones of (m - r + 1) p_(r) (Holm 1979).
 * The adjustment of the comparisons between arms. Errors as `bonferroni`.
 *
 * @example holm([0.01, 0.04, 0.03, 0.005]) // [0.03, 0.06, 0.06, 0.02]
 */
export function holm(pValues: readonly number[]): number[] {
  return stepwise(pValues, 'down', (rank) => pValues.length - rank + 1);
}

/**
 * The same factors from the largest p down: never larger than Holm's; for independent or positively dependent tests
 * (Hochberg 1988). Errors as `bonferroni`.
 *
 * @example hochberg([0.01, 0.04, 0.03, 0.005]) // [0.03, 0.04, 0.04, 0.02]
 */
export function hochberg(pValues: readonly number[]): number[] {
  return stepwise(pValues, 'up', (rank) => pValues.length - rank + 1);
}

/**
 * 1 - (1 - p)^m: exact for independent tests, barely smaller than Bonferroni's (Šidák 1967). Errors as `bonferroni`.
 *
 * @example sidak([0.01, 0.04, 0.03, 0.005]) // [0.0394, 0.1507, 0.1147, 0.01985]
 */
export function sidak(pValues: readonly number[]): number[] {
  checkPValues(pValues);
  return pValues.map((p) => -Math.expm1(pValues.length * Math.log1p(-p)));
}
