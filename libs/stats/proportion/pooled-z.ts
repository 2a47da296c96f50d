import { chiSquareSf } from '../special/chi-square.ts';
import { normalSf } from '../special/normal.ts';
import { checkTwoRates, sharesOf, type TwoRates } from './two-rates.ts';

export interface ZTest {
  /** Above 0 where the treatment's rate is the higher one. */
  z: number;
  /** Two-sided. */
  pValue: number;
  /** One-sided: small where the treatment's rate is the higher one. */
  pGreater: number;
}

/**
 * Are two rates equal? Score test: the difference over its standard error under one common rate, √(p̄ q̄ (1/n1 + 1/n2));
 * z squared is Pearson's chi-square. A fixed-horizon p-value: valid for one look, with 5 or more expected in every cell.
 * Where all trials or none are successes nothing speaks against equality: z = 0, p = 1. Pearson (1900).
 *
 * DomainError: not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like.
 *
 * @example pooledZ({ control: { successes: 24, trials: 1000 }, treatment: { successes: 41, trials: 1000 } })
 * // { z: 2.144, pValue: 0.03206, pGreater: 0.01603 }
 */
export function pooledZ(rates: TwoRates): ZTest {
  checkTwoRates(rates);
  const { control, treatment } = rates;
  const all = control.trials + treatment.trials;
  const successes = control.successes + treatment.successes;
  if (successes === 0 || successes === all) return { z: 0, pValue: 1, pGreater: 1 };
  const variance =
    (successes / all) * ((all - successes) / all) * (1 / control.trials + 1 / treatment.trials);
  return zTest(sharesOf(rates).difference / Math.sqrt(variance));
}

/**
 * The same with each arm's own variance, p̂1 q̂1 / n1 + p̂2 q̂2 / n2 (Wald): for comparison with other software; it
 * calls small samples significant too often. Null where both arms are at 0 or at all, where it has no standard error.
 * Errors as `pooledZ`.
 *
 * @example unpooledZ({ control: { successes: 24, trials: 1000 }, treatment: { successes: 41, trials: 1000 } })
 * // { z: 2.146, pValue: 0.03186, pGreater: 0.01593 }
 */
export function unpooledZ(rates: TwoRates): ZTest | null {
  checkTwoRates(rates);
  const { control, treatment } = rates;
  const { p1, p2, difference } = sharesOf(rates);
  const variance = (p1 * (1 - p1)) / control.trials + (p2 * (1 - p2)) / treatment.trials;
  return variance === 0 ? null : zTest(difference / Math.sqrt(variance));
}

/**
 * Pearson's chi-square with Yates's continuity correction: each cell's distance from its expectation is shortened by
 * 1/2, at most to 0 (Yates 1934). Conservative; for comparison with other software. Without a success or a failure: 0, p
 * = 1. Errors as `pooledZ`.
 *
 * @example yates({ control: { successes: 24, trials: 1000 }, treatment: { successes: 41, trials: 1000 } })
 * // { chiSquare: 4.071, pValue: 0.04363 }
 */
export function yates(rates: TwoRates): { chiSquare: number; pValue: number } {
  checkTwoRates(rates);
  const { control, treatment } = rates;
  const all = control.trials + treatment.trials;
  const successes = control.successes + treatment.successes;
  if (successes === 0 || successes === all) return { chiSquare: 0, pValue: 1 };
  const off = Math.abs(treatment.successes - (successes * treatment.trials) / all);
  let chiSquare = 0;
  for (const trials of [control.trials, treatment.trials]) {
    for (const count of [successes, all - successes]) {
      chiSquare += (off - Math.min(0.5, off)) ** 2 / ((trials * count) / all);
    }
  }
  return { chiSquare, pValue: chiSquareSf(chiSquare, 1) };
}

const zTest = (z: number): ZTest => ({ z, pValue: 2 * normalSf(Math.abs(z)), pGreater: normalSf(z) });
