import { type Confidence, zOf } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import type { RateCount } from '../rate-count.ts';
import { checkTwoRates, type TwoRates } from './two-rates.ts';

/**
 * The textbook interval of a difference, d ± z √(p̂1 q̂1 / n1 + p̂2 q̂2 / n2), for comparison with other software only: it has
 * no width between two arms without successes, and may leave [-1, 1]. Use `newcombe` or `miettinenNurminen`.
 *
 * DomainError: not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like, or `level`.
 *
 * @example waldDifference({ control: { successes: 24, trials: 1000 }, treatment: { successes: 41, trials: 1000 } })
 * // { low: 0.001475, high: 0.03252 }
 */
export function waldDifference(rates: TwoRates, options: Confidence = {}): Interval {
  return shifted(rates, options, 0);
}

/**
 * The same after adding one success and one failure to each arm: simple, with good coverage at small counts (Agresti and
 * Caffo 2000). Not clipped: may leave [-1, 1]. Errors as `waldDifference`.
 *
 * @example agrestiCaffo({ control: { successes: 0, trials: 35 }, treatment: { successes: 6, trials: 34 } })
 * // { low: 0.02797, high: 0.3069 }
 */
export function agrestiCaffo(rates: TwoRates, options: Confidence = {}): Interval {
  return shifted(rates, options, 1);
}

function shifted(rates: TwoRates, options: Confidence, added: number): Interval {
  checkTwoRates(rates);
  const z = zOf(options);
  const control = shiftedRate(rates.control, added);
  const treatment = shiftedRate(rates.treatment, added);
  const half = z * Math.sqrt(control.variance + treatment.variance);
  const difference = treatment.rate - control.rate;
  return { low: difference - half, high: difference + half };
}

function shiftedRate({ successes, trials }: RateCount, added: number): { rate: number; variance: number } {
  const all = trials + 2 * added;
  const rate = (successes + added) / all;
  return { rate, variance: (rate * (1 - rate)) / all };
}
