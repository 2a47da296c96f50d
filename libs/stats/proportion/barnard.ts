import { hypergeometricLower, hypergeometricUpper } from '../special/hypergeometric.ts';
import { nuisanceMaximum } from './nuisance-maximum.ts';
import { pooledZ } from './pooled-z.ts';
import { checkEnumerable, type TwoRates } from './two-rates.ts';

/**
 * Are two rates equal, however few the counts? Tables are ordered by the pooled z, and the p-value is the largest probability,
 * over the unknown common rate, of a |z| at least as large (Barnard 1947, with the score statistic of Suissa and Shuster 1985).
 * Two-sided; exact maximum.
 *
 * DomainError: not-a-count, inconsistent-counts, out-of-range (no trials, or over 100,000 in an arm), naming `control.trials`
 * and the like.
 *
 * @example barnard({ control: { successes: 2, trials: 40 }, treatment: { successes: 9, trials: 41 } })
 * // { z: 2.226, pValue: 0.02657 }
 */
export function barnard(rates: TwoRates): { z: number; pValue: number } {
  checkEnumerable(rates);
  const { z } = pooledZ(rates);
  if (z === 0) return { z, pValue: 1 };
  const others = rates.control.trials;
  const own = rates.treatment.trials;
  const all = others + own;
  const conditional = [0];
  for (let drawn = 1; drawn < all; drawn++) {
    // z >= c  <=>  x - E x >= c √(n1 n2 p̄ q̄ / N), given the total
    const mean = (drawn * own) / all;
    const reach = Math.abs(z) * Math.sqrt((others * own * (drawn / all) * (1 - drawn / all)) / all);
    const rounding = 1e-11 * Math.max(1, mean);
    const margins = { others, own, drawn };
    conditional.push(
      hypergeometricUpper(Math.ceil(mean + reach - rounding), margins) +
        hypergeometricLower(Math.floor(mean - reach + rounding), margins),
    );
  }
  conditional.push(0);
  return { z, pValue: nuisanceMaximum(conditional) };
}
