import { checkTrials } from '../check.ts';
import { type Confidence, zOf } from '../confidence.ts';
import { DomainError } from '../domain-error.ts';
import type { Interval } from '../interval.ts';

export interface WilsonOptions extends Confidence {
  /** Successes by which each end is moved outwards, 0 to 1/2; default 0. 1/2 is Yates's continuity correction. */
  readonly continuity?: number;
}

/**
 * How high may the true rate be, and how low? The interval that read-outs display: good coverage at small counts, never
 * leaves [0, 1], always contains successes / trials. All rates p whose score test |p̂ - p| <= z √(p (1 - p) / n) does not
 * reject (Wilson 1927); with `continuity` c the rate is first moved by c / n (Newcombe 1998, method 4).
 *
 * `successes` and `trials` are counts. DomainError: not-a-count, inconsistent-counts, out-of-range (`trials` of 0, `level`,
 * `continuity`).
 *
 * @example wilson(12, 200) // { low: 0.03465, high: 0.1019 }
 */
export function wilson(successes: number, trials: number, options: WilsonOptions = {}): Interval {
  checkTrials('', successes, trials);
  const { continuity = 0 } = options;
  const z = zOf(options);
  if (!(continuity >= 0 && continuity <= 0.5)) {
    throw new DomainError('out-of-range', 'continuity', `${continuity} is not within 0 to 1/2`, 'Give 0.5');
  }
  const rate = successes / trials;
  return {
    low: successes <= continuity ? 0 : Math.min(rate, scoreEnd(successes - continuity, trials, -z)),
    high: trials - successes <= continuity ? 1 : Math.max(rate, scoreEnd(successes + continuity, trials, z)),
  };
}

function scoreEnd(successes: number, trials: number, z: number): number {
  const square = (z * z) / trials;
  const rate = successes / trials;
  const failures = (trials - successes) / trials;
  return (
    (rate + square / 2 + z * Math.sqrt((rate * failures) / trials + square / (4 * trials))) / (1 + square)
  );
}
