import { checkLevel, checkTrials } from '../check.ts';
import type { Interval } from '../interval.ts';
import { betaQuantile } from '../special/beta.ts';

/** Interval for one proportion whose coverage is at least `level` for every true rate (Clopper and Pearson 1934). */
export function clopperPearson(successes: number, trials: number, level = 0.95): Interval {
  checkTrials('', successes, trials);
  checkLevel('level', level);
  const failures = trials - successes;
  const tail = (1 - level) / 2;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    high: failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures),
  };
}
