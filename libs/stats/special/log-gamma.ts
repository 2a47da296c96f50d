import { checkPositive } from '../check.ts';
import { stirlingError } from './stirling-error.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * log Γ(x) for x > 0, by Stirling's series (see stirling-error.ts); absolute error about 1e-15 (1 + |log Γ|).
 * DomainError: out-of-range (`x` not above 0).
 *
 * @example logGamma(0.5) // 0.5724
 */
export function logGamma(x: number): number {
  checkPositive('x', x);
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingError(x);
}
