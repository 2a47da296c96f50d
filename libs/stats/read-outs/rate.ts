import { checkSuccesses } from '../check.ts';
import { wilson } from '../proportion/wilson.ts';

/** A rate as every read-out shows it: the share, its interval, and the counts it came from. */
export interface Rate {
  /** successes / trials, between 0 and 1; null when there are no trials. */
  value: number | null;
  low: number | null;
  high: number | null;
  /** Confidence level of [low, high], 0.95. */
  level: number;
  method: 'wilson';
  successes: number;
  trials: number;
  /** What the trials are: `sent`, `reached`, `delivered`, `enrolled`, … */
  denominator: string;
}

const LEVEL = 0.95;

/**
 * The rate of some successes in some trials with its 95 % Wilson interval. Throws `not-a-count` or `inconsistent-counts`
 * for `successes` and `trials`. Wilson (1927).
 *
 * @example rateOf(30, 1000, 'sent') // { value: 0.03, low: 0.02109, high: 0.0425, denominator: 'sent' }
 */
export function rateOf(successes: number, trials: number, denominator: string): Rate {
  checkSuccesses('', successes, trials);
  const counts = { level: LEVEL, method: 'wilson', successes, trials, denominator } as const;
  if (trials === 0) return { value: null, low: null, high: null, ...counts };
  const { low, high } = wilson(successes, trials, { level: LEVEL });
  return { value: successes / trials, low, high, ...counts };
}
