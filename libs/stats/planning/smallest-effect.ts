import { checkLevel, checkPositive, checkProbability } from '../check.ts';
import { findRoot } from '../special/find-root.ts';
import { powerOfTest } from './power-of-test.ts';

export interface SmallestEffectQuestion {
  control: number;
  /** Units of the treatment arm. */
  units: number;
  direction?: 'up' | 'down';
  /** Two-sided; default 0.05. */
  alpha?: number;
  /** Default 0.8. */
  power?: number;
  controlsPerUnit?: number;
}

export interface SmallestEffect {
  treatment: number;
  /** treatment - control. */
  absolute: number;
  /** treatment / control - 1; null for a control of 0. */
  relative: number | null;
}

/**
 * What is the smallest difference a test of this size, looked at once, can be expected to find (the MDE)? The rate of
 * the treatment at which `powerOfTest` reaches `power`. Null where even a rate of 1 (up) or 0 (down) does not reach it:
 * the test is too small to find anything. Throws `out-of-range` for `control`, `units`, `alpha`, `power`. Minimum
 * detectable effect: Bloom (1995).
 *
 * @example smallestEffect({ control: 0.05, units: 1000 })?.treatment // 0.08098
 */
export function smallestEffect(question: SmallestEffectQuestion): SmallestEffect | null {
  const { control, units, direction = 'up', alpha = 0.05, power = 0.8, controlsPerUnit = 1 } = question;
  checkProbability('control', control);
  checkPositive('units', units);
  checkLevel('power', power);
  const missing = (treatment: number): number =>
    powerOfTest({ control, treatment, units, alpha, controlsPerUnit }) - power;
  const end = direction === 'up' ? 1 : 0;
  if (control === end || missing(end) < 0) return null;
  // Power need not be monotone close to the control when it is tiny, so the start is where it is α / 2.
  const treatment = missing(control) >= 0 ? control : findRoot(missing, control, end);
  return {
    treatment,
    absolute: treatment - control,
    relative: control === 0 ? null : treatment / control - 1,
  };
}
