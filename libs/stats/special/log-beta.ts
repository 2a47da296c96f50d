import { checkPositive } from '../check.ts';
import { stirlingError } from './stirling-error.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * Logarithm of the multivariate beta function, Σ log Γ(a_i) - log Γ(Σ a_i), all a_i > 0.
 * The large Stirling parts are combined as Σ a_i log(a_i / total) before they can cancel.
 * DomainError: out-of-range (`a[i]` not above 0).
 *
 * @example logBeta(2, 3) // -2.485
 */
export function logBeta(...a: number[]): number {
  let total = 0;
  for (const [i, value] of a.entries()) {
    checkPositive(`a[${i}]`, value);
    total += value;
  }
  let sum = 0.5 * Math.log(total) - HALF_LOG_TWO_PI - stirlingError(total);
  for (const [i, value] of a.entries()) {
    const rest = a.reduce((others, other, j) => (j === i ? others : others + other), 0);
    const logShare = value > rest ? Math.log1p(-rest / total) : Math.log(value / total);
    sum += value * logShare - 0.5 * Math.log(value) + HALF_LOG_TWO_PI + stirlingError(value);
  }
  return sum;
}
