import { checkAtLeast, checkLevel, checkPositive, checkSuccesses } from '../check.ts';
import { type Confidence } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import { wilson } from '../proportion/wilson.ts';
import type { RateCount } from '../rate-count.ts';
import { normalCdf, normalSf } from '../special/normal.ts';
import { normalQuantile } from '../special/normal-quantile.ts';

export interface SimultaneousOptions extends Confidence {
  /** Critical value of |z|, for example of a max-T distribution; default: that of independent steps. */
  critical?: number;
}

/**
 * Between which rates does each step lie, all steps at once? Wilson intervals with one common critical value. The
 * estimated hazards of different steps are uncorrelated, even though the same people pass through them, because each is
 * relative to those who got there; so the default is the value of K independent normals, z with (2Φ(z) - 1)^K = level
 * (Šidák 1967). An empty step has [0, 1]. Throws `too-few-groups` for `steps`, `not-a-count` or `inconsistent-counts`
 * for `steps[k].successes`, `out-of-range` for `level`, `critical`.
 *
 * @example stepIntervals([{ successes: 30, trials: 1000 }, { successes: 62, trials: 870 }])[1]
 * // { low: 0.05411, high: 0.09332 }
 */
export function stepIntervals(steps: readonly RateCount[], options: SimultaneousOptions = {}): Interval[] {
  checkAtLeast('steps', steps, 1, 'steps');
  const { level = 0.95 } = options;
  checkLevel('level', level);
  const critical = options.critical ?? independentCritical(steps.length, level);
  checkPositive('critical', critical);
  return steps.map(({ successes, trials }, k) => {
    checkSuccesses(`steps[${k}].`, successes, trials);
    if (trials === 0) return { low: 0, high: 1 };
    return wilson(successes, trials, { level: normalCdf(critical) - normalSf(critical) });
  });
}

/** The z that K independent standard normals stay within, in absolute value, with probability `level` (Šidák 1967). */
function independentCritical(steps: number, level: number): number {
  return -normalQuantile(-Math.expm1(Math.log(level) / steps) / 2);
}
