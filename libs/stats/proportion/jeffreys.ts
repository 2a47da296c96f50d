import { rateInterval } from '../bayes/rate-interval.ts';
import { checkTrials } from '../check.ts';
import type { Confidence } from '../confidence.ts';
import type { Interval } from '../interval.ts';

/**
 * Where does the true rate lie with probability `level`, starting from the Jeffreys prior Beta(1/2, 1/2)? Equal-tailed
 * credible interval; its end is 0 without successes and 1 without failures (Brown, Cai and DasGupta 2001). For another
 * prior see `rateInterval`.
 *
 * `successes` and `trials` are counts. DomainError: not-a-count, inconsistent-counts, out-of-range (`trials`, `level`).
 *
 * @example jeffreys(12, 200) // { low: 0.03321, high: 0.09938 }
 */
export function jeffreys(successes: number, trials: number, options: Confidence = {}): Interval {
  checkTrials('', successes, trials);
  const { low, high } = rateInterval({ successes, trials }, options);
  return { low: successes === 0 ? 0 : low, high: successes === trials ? 1 : high };
}
