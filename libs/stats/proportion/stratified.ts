import { checkAtLeast, checkSuccesses } from '../check.ts';
import { type Confidence, zOf } from '../confidence.ts';
import { DomainError } from '../domain-error.ts';
import { chiSquareSf } from '../special/chi-square.ts';
import type { TwoRates } from './two-rates.ts';

export interface StratifiedComparison {
  /** Common odds ratio, treatment to control; null where it is undefined or has no interval. */
  oddsRatio: { value: number | null; low: number | null; high: number | null };
  /** Cochran-Mantel-Haenszel, 1 degree of freedom, without continuity correction. */
  chiSquare: number;
  pValue: number;
}

/**
 * Does the treatment differ from the control once channel, account tier or list is held fixed? The common odds ratio of
 * Mantel and Haenszel (1959) over strata with the variance of Robins, Breslow and Greenland (1986), and the
 * Cochran-Mantel-Haenszel test of one common odds ratio of 1. A stratum with an empty arm, or without a success or a
 * failure, says nothing and is left out.
 *
 * DomainError: too-few-groups (no stratum), not-a-count, inconsistent-counts (`strata[i].control.successes`), out-of-range
 * (`strata` when an arm is empty in all, `level`).
 *
 * @example stratified([{ control: { successes: 20, trials: 400 }, treatment: { successes: 31, trials: 410 } },
 *   { control: { successes: 8, trials: 150 }, treatment: { successes: 9, trials: 140 } }])
 * // { oddsRatio: { value: 1.461, low: 0.8875, high: 2.405 }, chiSquare: 2.238, pValue: 0.1347 }
 */
export function stratified(strata: readonly TwoRates[], options: Confidence = {}): StratifiedComparison {
  const z = zOf(options);
  checkStrata(strata);
  let [r, s, pr, mixed, qs, surplus, variance] = [0, 0, 0, 0, 0, 0, 0];
  for (const { control, treatment } of strata) {
    const n = control.trials + treatment.trials;
    if (control.trials === 0 || treatment.trials === 0) continue;
    const a = treatment.successes;
    const b = treatment.trials - a;
    const c = control.successes;
    const d = control.trials - c;
    const ri = (a * d) / n;
    const si = (b * c) / n;
    r += ri;
    s += si;
    pr += ((a + d) / n) * ri;
    mixed += ((a + d) / n) * si + ((b + c) / n) * ri;
    qs += ((b + c) / n) * si;
    surplus += a - (treatment.trials * (a + c)) / n;
    variance += (((treatment.trials / n) * control.trials) / n) * (a + c) * ((b + d) / (n - 1));
  }
  const chiSquare = variance === 0 ? 0 : surplus ** 2 / variance;
  const value = s === 0 ? null : r / s;
  const tested = { chiSquare, pValue: chiSquareSf(chiSquare, 1) };
  if (value === null || r === 0) return { oddsRatio: { value, low: null, high: null }, ...tested };
  const half = z * Math.sqrt(pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s));
  return {
    oddsRatio: { value, low: value * Math.exp(-half), high: value * Math.exp(half) },
    ...tested,
  };
}

function checkStrata(strata: readonly TwoRates[]): void {
  checkAtLeast('strata', strata, 1, 'strata');
  for (const [i, { control, treatment }] of strata.entries()) {
    checkSuccesses(`strata[${i}].control.`, control.successes, control.trials);
    checkSuccesses(`strata[${i}].treatment.`, treatment.successes, treatment.trials);
  }
  for (const arm of ['control', 'treatment'] as const) {
    if (strata.every((stratum) => stratum[arm].trials === 0)) {
      throw new DomainError(
        'out-of-range',
        'strata',
        `the ${arm} has no trials in any stratum`,
        'Ask once there is a trial',
      );
    }
  }
}
