import { checkNumber, checkSameLength } from '../check.ts';
import type { RateCount } from '../rate-count.ts';
import { chiSquareSf } from '../special/chi-square.ts';
import { totalOf } from './equal-rates.ts';

export interface RateTrend {
  /** Change of the rate for each unit of dose; null where all arms have the same dose. */
  slope: number | null;
  chiSquare: number;
  /** Two-sided, 1 degree of freedom. */
  pValue: number;
}

/**
 * Does the rate rise or fall with an ordered dose, such as the wait in days? Weighted regression of the rates on the doses
 * under one common variance: [Σ s_i (x_i - n_i p̄)]² / (p̄ q̄ Σ n_i (s_i - s̄)²) (Cochran 1954; Armitage 1955). More powerful
 * than `equalRates` where the order matters. Without a success, without a failure or without two doses: 0, p = 1.
 *
 * `doses`: one a arm, default 1, 2, 3, … DomainError: too-few-groups, not-a-count, inconsistent-counts (`doses` of another
 * length), out-of-range, naming `arms[i].trials`, `doses[i]`.
 *
 * @example rateTrend([{ successes: 40, trials: 1000 }, { successes: 52, trials: 1000 }, { successes: 61, trials: 1000 }])
 * // { slope: 0.0105, chiSquare: 4.556, pValue: 0.03281 }
 */
export function rateTrend(
  arms: readonly RateCount[],
  options: { readonly doses?: readonly number[] } = {},
): RateTrend {
  const { successes, trials } = totalOf(arms);
  const { doses = arms.map((_, i) => i + 1) } = options;
  checkSameLength('doses', doses, arms.length);
  for (const [i, dose] of doses.entries()) checkNumber(`doses[${i}]`, dose);
  const rate = successes / trials;
  let mean = 0;
  for (const [i, arm] of arms.entries()) mean += ((doses[i] ?? 0) * arm.trials) / trials;
  let product = 0;
  let spread = 0;
  for (const [i, arm] of arms.entries()) {
    const dose = (doses[i] ?? 0) - mean;
    product += dose * (arm.successes - arm.trials * rate);
    spread += arm.trials * dose ** 2;
  }
  if (spread === 0) return { slope: null, chiSquare: 0, pValue: 1 };
  const slope = product / spread;
  if (successes === 0 || successes === trials) return { slope: 0, chiSquare: 0, pValue: 1 };
  const chiSquare = (slope * product) / (rate * ((trials - successes) / trials));
  return { slope, chiSquare, pValue: chiSquareSf(chiSquare, 1) };
}
