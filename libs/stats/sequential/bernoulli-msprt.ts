import { checkLevel, checkPositive } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import type { Interval } from '../interval.ts';
import { checkTwoRates, type TwoRates } from '../proportion/two-rates.ts';

export interface MsprtOptions {
  /** Probability that the interval ever misses; default 0.05. */
  alpha?: number;
}

export interface Msprt extends Interval {
  /** Mixture likelihood ratio Λ. */
  likelihoodRatio: number;
  /** min(1, 1 / Λ) at this look; the running minimum over looks is valid, too. */
  pValue: number;
}

/**
 * Do two rates differ, looked at as often as one likes? The mixture sequential probability ratio test that
 * experimentation platforms made known (Johari, Koomen, Pekelis and Walsh 2017), for comparison with their numbers; the
 * test on conversion counts needs no normal approximation and is the default. `tau2`: variance of the differences one
 * expects (0.0001: differences of about a percentage point). n units in each arm, V = p₁q₁ + p₂q₂, d = p₂ - p₁: Λ = √(V
 * / (V + nτ²)) exp(n²τ²d² / (2V (V + nτ²))); the interval for d is where Λ stays under 1/alpha. While nothing varies (V
 * = 0) nothing is known: Λ = 1 and the interval is [-1, 1].
 *
 * Throws `inconsistent-counts` where the arms differ in `trials`, `out-of-range` for `tau2` and `alpha`.
 *
 * @example bernoulliMsprt({ control: { successes: 24, trials: 1000 },
 *   treatment: { successes: 41, trials: 1000 } }, 1e-4).pValue
 * // 0.3912
 */
export function bernoulliMsprt(rates: TwoRates, tau2: number, { alpha = 0.05 }: MsprtOptions = {}): Msprt {
  checkTwoRates(rates);
  checkPositive('tau2', tau2);
  checkLevel('alpha', alpha);
  const { control, treatment } = rates;
  const n = control.trials;
  if (treatment.trials !== n) {
    throw new DomainError(
      'inconsistent-counts',
      'treatment.trials',
      `${treatment.trials} units where the control has ${n}`,
      'Compare arms of equal size, or use conversionTest',
    );
  }
  const [p1, p2] = [control.successes / n, treatment.successes / n];
  const variance = p1 * (1 - p1) + p2 * (1 - p2);
  if (variance === 0) return { likelihoodRatio: 1, pValue: 1, low: -1, high: 1 };
  const difference = p2 - p1;
  const total = variance + n * tau2;
  const precision = (n * n * tau2) / (2 * variance * total);
  const log = 0.5 * Math.log(variance / total) + precision * difference ** 2;
  const half = Math.sqrt((0.5 * Math.log(total / variance) - Math.log(alpha)) / precision);
  return {
    likelihoodRatio: Math.exp(log),
    pValue: Math.min(1, Math.exp(-log)),
    low: difference - half,
    high: difference + half,
  };
}
