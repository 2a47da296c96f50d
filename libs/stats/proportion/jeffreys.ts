import { checkLevel, checkTrials } from '../check.ts';
import type { Interval } from '../interval.ts';
import { betaQuantile } from '../special/beta.ts';

/**
 * Equal-tailed credible interval for one proportion under the Jeffreys prior Beta(1/2, 1/2); the end is 0 without
 * successes and 1 without failures (Brown, Cai and DasGupta 2001).
 */
export function jeffreys(successes: number, trials: number, level = 0.95): Interval {
  checkTrials('', successes, trials);
  checkLevel('level', level);
  const a = successes + 0.5;
  const b = trials - successes + 0.5;
  const tail = (1 - level) / 2;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, a, b),
    high: successes === trials ? 1 : betaQuantile(1 - tail, a, b),
  };
}
