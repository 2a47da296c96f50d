import { type Confidence, zOf } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import { findRoot } from '../special/find-root.ts';
import { scoreBound } from './score-bound.ts';
import { checkTwoRates, sharesOf, type TwoRates } from './two-rates.ts';

/**
 * By how much does the treatment's rate differ from the control's, at small counts? All differences δ whose score test does
 * not reject: |d - δ| <= z √(V(δ) N / (N - 1)), V = p̃1 q̃1 / n1 + p̃2 q̃2 / n2 at the most likely rates p̃ that differ by δ
 * (Miettinen and Nurminen 1985). Never leaves [-1, 1], has width at zero counts, and excludes 0 exactly when the score test
 * does.
 *
 * DomainError: not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like, or `level`.
 *
 * @example miettinenNurminen({ control: { successes: 0, trials: 35 }, treatment: { successes: 6, trials: 34 } })
 * // { low: 0.06761, high: 0.3365 }
 */
export function miettinenNurminen(rates: TwoRates, options: Confidence = {}): Interval {
  checkTwoRates(rates);
  const z = zOf(options);
  const { control, treatment } = rates;
  const { difference } = sharesOf(rates);
  const all = control.trials + treatment.trials;
  const surplus = (delta: number): number => {
    const { p1, q1, p2, q2 } = ratesApart(rates, delta);
    const variance = (p1 * q1) / control.trials + (p2 * q2) / treatment.trials;
    return Math.abs(difference - delta) - z * Math.sqrt((variance * all) / (all - 1));
  };
  return {
    low: difference === -1 ? -1 : scoreBound(surplus, difference, -1),
    high: difference === 1 ? 1 : scoreBound(surplus, difference, 1),
  };
}

/**
 * The most likely rates with p2 = p1 + δ. The slope of the log likelihood in p1 falls from +∞ or a finite value to -∞ or a
 * finite value, so that its root, or else the end it does not pass, is the only maximum.
 */
function ratesApart({ control, treatment }: TwoRates, delta: number) {
  const failures1 = control.trials - control.successes;
  const failures2 = treatment.trials - treatment.successes;
  const low = Math.max(0, -delta);
  const high = Math.min(1, 1 - delta);
  const at = (p: number) => ({
    p1: p,
    q1: 1 - p,
    p2: Math.min(1, Math.max(0, p + delta)),
    q2: Math.min(1, Math.max(0, 1 - p - delta)),
  });
  const part = (count: number, share: number) => (count === 0 ? 0 : count / share);
  const slope = (p: number): number => {
    const { p1, q1, p2, q2 } = at(p);
    return (
      part(control.successes, p1) + part(treatment.successes, p2) - part(failures1, q1) - part(failures2, q2)
    );
  };
  if (low >= high || slope(low) <= 0) return at(low);
  return slope(high) >= 0 ? at(high) : at(findRoot(slope, low, high));
}
