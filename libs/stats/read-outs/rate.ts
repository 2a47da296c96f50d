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

export declare function rateOf(successes: number, trials: number, denominator: string): Rate;
