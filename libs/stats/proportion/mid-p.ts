import { checkTrials } from '../check.ts';
import { type Confidence, tailOf } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import { binomialUpper } from '../special/binomial.ts';
import { findRoot } from '../special/find-root.ts';

/**
 * Which rates does an exact test not exclude when the observed count is counted half? Shorter than Clopper and Pearson's,
 * with coverage near `level` on average instead of at least `level`: solves P(X > x) + P(X = x) / 2 = α/2 for the lower end
 * (Lancaster 1961; Berry and Armitage 1995).
 *
 * `successes` and `trials` are counts. DomainError: not-a-count, inconsistent-counts, out-of-range (`trials`, `level`).
 *
 * @example midP(3, 1000) // { low: 0.0007636, high: 0.008142 }
 */
export function midP(successes: number, trials: number, options: Confidence = {}): Interval {
  checkTrials('', successes, trials);
  const tail = tailOf(options);
  return {
    low: lowerEnd(successes, trials, tail).rate,
    high: lowerEnd(trials - successes, trials, tail).rest,
  };
}

/** On the logit scale, so that an end next to 0 or 1 is as exact as any; `rest` = 1 - rate. */
function lowerEnd(successes: number, trials: number, tail: number): { rate: number; rest: number } {
  if (successes === 0) return { rate: 0, rest: 1 };
  const excess = (u: number): number => {
    const rate = 1 / (1 + Math.exp(-u));
    const rest = 1 / (1 + Math.exp(u));
    const above = binomialUpper(successes + 1, trials, rate, rest);
    return (binomialUpper(successes, trials, rate, rest) + above) / 2 / tail - 1;
  };
  const start = Math.log((successes + 0.5) / (trials - successes + 0.5));
  let reach = 1;
  while (excess(start - reach) > 0) reach *= 2;
  let above = 1;
  while (excess(start + above) < 0) above *= 2;
  const u = findRoot(excess, start - reach, start + above);
  return { rate: 1 / (1 + Math.exp(-u)), rest: 1 / (1 + Math.exp(u)) };
}
