import { checkLevel } from './check.ts';
import { normalQuantile } from './special/normal-quantile.ts';

/** How sure an interval is to be. */
export interface Confidence {
  /** Share of intervals that contain the truth, between 0 and 1; default 0.95. */
  readonly level?: number;
}

/** The probability left on each side of a two-sided interval: (1 - level) / 2. */
export function tailOf({ level = 0.95 }: Confidence): number {
  checkLevel('level', level);
  return (1 - level) / 2;
}

/** The z with P(|Z| <= z) = level. Read from the lower tail, where a level next to 1 loses no digits. */
export function zOf(confidence: Confidence): number {
  return -normalQuantile(tailOf(confidence));
}
