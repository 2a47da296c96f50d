import { checkAtLeast, checkLevel, checkSuccesses } from '../check.ts';
import type { Interval } from '../interval.ts';
import { newcombe } from '../proportion/newcombe.ts';
import { pooledZ } from '../proportion/pooled-z.ts';
import type { TwoRates } from '../proportion/two-rates.ts';
import { normalCdf, normalSf } from '../special/normal.ts';

/** Those at a step's decision point whom chance gave the step, or not; whether or not they get further. */
export interface SkipArm {
  units: number;
  /** Of those, successes by the sequence's horizon. */
  successes: number;
  /** Of those, successes at the next step. */
  nextSuccesses: number;
}

export interface SkipPoint {
  sent: SkipArm;
  skipped: SkipArm;
}

export interface Contrast extends Interval {
  /** Null while an arm is empty; the interval is then [-1, 1]. */
  value: number | null;
  /** One-sided, against an effect of 0 or of the other sign; multiplied by the number of contrasts (Bonferroni). */
  adjustedP: number;
}

export interface StepContrasts {
  /** success | send k - success | skip k: what the step adds to the sequence. */
  incremental: Contrast & { verdict: 'adds' | 'harms' | 'unknown' };
  /** success at k + 1 | skip k - success at k + 1 | send k; negative: k prepares k + 1. Null at the last step. */
  carryOver: (Contrast & { verdict: 'primes' | 'substitutes' | 'unknown' }) | null;
}

/**
 * What does each step add, and which steps prepare the next? From randomized skips, in order of the sequence. Both
 * contrasts compare everybody at decision point k, not only those who got further: conditioning on surviving k would
 * compare unlike people (causal excursion effects of micro-randomized trials; Boruvka, Almirall, Witkiewitz and Murphy
 * 2018). Intervals are Newcombe's (95 %, one contrast at a time). A verdict is given where the one-sided score test,
 * multiplied by the number of contrasts of its kind (Bonferroni), is under `alpha` (0.05): over a whole run at most 5 %
 * of false flags. Skipping with another probability from some day on needs one call for each regime. Throws
 * `too-few-groups` for `points`, `not-a-count` or `inconsistent-counts` for `points[k].sent.successes` and the like,
 * `out-of-range` for `alpha`.
 *
 * @example skipContrasts([{ sent: { units: 4500, successes: 700, nextSuccesses: 400 },
 *   skipped: { units: 500, successes: 38, nextSuccesses: 10 } }])[0].incremental.verdict
 * // 'adds'
 */
export function skipContrasts(
  points: readonly SkipPoint[],
  { alpha = 0.05 }: { alpha?: number } = {},
): StepContrasts[] {
  checkAtLeast('points', points, 1, 'steps');
  checkLevel('alpha', alpha);
  for (const [k, point] of points.entries()) {
    for (const arm of ['sent', 'skipped'] as const) {
      const { units, successes, nextSuccesses } = point[arm];
      checkSuccesses(`points[${k}].${arm}.`, successes, units);
      checkSuccesses(`points[${k}].${arm}.next.`, nextSuccesses, units);
    }
  }
  return points.map((point, k) => {
    const total = contrast(point, 'successes', 'skipped', points.length);
    const next = contrast(point, 'nextSuccesses', 'sent', points.length - 1);
    return {
      incremental: { ...total, verdict: verdictOf(total, alpha, 'adds', 'harms') },
      carryOver:
        k === points.length - 1
          ? null
          : { ...next, verdict: verdictOf(next, alpha, 'substitutes', 'primes') },
    };
  });
}

/** The rate of the other arm minus that of `base`. */
function contrast(
  point: SkipPoint,
  outcome: 'successes' | 'nextSuccesses',
  base: 'sent' | 'skipped',
  family: number,
): Contrast {
  const other = base === 'sent' ? point.skipped : point.sent;
  const rates: TwoRates = {
    control: { successes: point[base][outcome], trials: point[base].units },
    treatment: { successes: other[outcome], trials: other.units },
  };
  if (rates.control.trials === 0 || rates.treatment.trials === 0) {
    return { value: null, low: -1, high: 1, adjustedP: 1 };
  }
  const { z } = pooledZ(rates);
  const value = rates.treatment.successes / other.units - rates.control.successes / point[base].units;
  const oneSided = z > 0 ? normalSf(z) : normalCdf(z);
  return { value, ...newcombe(rates), adjustedP: Math.min(1, oneSided * family) };
}

function verdictOf<Up, Down>(
  { value, adjustedP }: Contrast,
  alpha: number,
  up: Up,
  down: Down,
): Up | Down | 'unknown' {
  if (value === null || value === 0 || adjustedP > alpha) return 'unknown';
  return value > 0 ? up : down;
}
