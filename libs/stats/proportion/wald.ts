import { checkTrials } from '../check.ts';
import { type Confidence, zOf } from '../confidence.ts';
import type { Interval } from '../interval.ts';

/**
 * The textbook interval p̂ ± z √(p̂ (1 - p̂) / n) (Laplace 1812), for comparison with other software only: its ends may leave
 * [0, 1], without successes it has no width, and at 5 % of 100 it misses the truth in about one of eight cases instead of one
 * of twenty. Use `wilson`.
 *
 * `successes` and `trials` are counts. DomainError: not-a-count, inconsistent-counts, out-of-range (`trials`, `level`).
 *
 * @example wald(12, 200) // { low: 0.02709, high: 0.09291 }
 */
export function wald(successes: number, trials: number, options: Confidence = {}): Interval {
  checkTrials('', successes, trials);
  return around(successes / trials, trials, zOf(options));
}

/**
 * Wald's interval after adding z²/2 successes and z²/2 failures: centred like Wilson's, never narrower (Agresti and
 * Coull 1998). Its ends are not clipped: they may leave [0, 1]. Errors as `wald`.
 *
 * @example agrestiCoull(12, 200) // { low: 0.03366, high: 0.1029 }
 */
export function agrestiCoull(successes: number, trials: number, options: Confidence = {}): Interval {
  checkTrials('', successes, trials);
  const z = zOf(options);
  const square = z * z;
  return around((successes + square / 2) / (trials + square), trials + square, z);
}

function around(rate: number, trials: number, z: number): Interval {
  const half = z * Math.sqrt((rate * (1 - rate)) / trials);
  return { low: rate - half, high: rate + half };
}
