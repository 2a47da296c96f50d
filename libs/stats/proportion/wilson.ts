import { checkLevel, checkTrials } from '../check.ts';
import type { Interval } from '../interval.ts';
import { normalQuantile } from '../special/normal-quantile.ts';

/**
 * Interval for one proportion by inverting the score test (Wilson 1927): what read-outs display. Good coverage at small
 * counts, never leaves [0, 1], and always contains successes / trials.
 */
export function wilson(successes: number, trials: number, level = 0.95): Interval {
  checkTrials('', successes, trials);
  checkLevel('level', level);
  const z = normalQuantile(1 - (1 - level) / 2);
  const square = (z * z) / trials;
  const rate = successes / trials;
  const center = (rate + square / 2) / (1 + square);
  const half = (z * Math.sqrt((rate * (1 - rate)) / trials + square / (4 * trials))) / (1 + square);
  return {
    low: successes === 0 ? 0 : Math.min(rate, center - half),
    high: successes === trials ? 1 : Math.max(rate, center + half),
  };
}
