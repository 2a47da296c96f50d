import { checkPositive } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { type PlannedEffect } from './check-effect.ts';
import { unitsPerArm, unitsPerArmFixed } from './units-per-arm.ts';

export interface DurationQuestion extends PlannedEffect {
  /** New enrollments a week that reach the tested step, over both arms. */
  unitsPerWeek: number;
  /** From the assignment until an outcome counts: the watched window, in days; default 0. */
  maturingDays?: number;
  /** Longer is not worth it; default 26 weeks. */
  mostWeeks?: number;
  /** Accounts instead of contacts are assigned: units are multiplied with this (see `designEffect`); default 1. */
  designEffect?: number;
}

export interface TestDuration {
  kind: 'worth-testing' | 'not-worth-testing';
  /** Whole weeks until the always-valid test has decided with the planned power, the last unit's window included. */
  weeks: number;
  /** Whole weeks of the same test looked at only once. */
  weeksFixed: number;
  /** Treatment units of the always-valid plan, and of the fixed one; rounded up. */
  unitsPerArm: number;
  unitsPerArmFixed: number;
}

/**
 * How long will this test take, and is it worth it? Units over all arms (always-valid plan) divided by what comes in a
 * week, plus the days the last unit needs to mature. "Not worth testing: 41 weeks" is an answer, not an error. Throws as
 * `unitsPerArm`, and `out-of-range` for `unitsPerWeek`, `mostWeeks`, `designEffect`, `maturingDays`. Always-valid plan:
 * Lindon and Malek (2022).
 *
 * @example testDuration({ control: 0.03, treatment: 0.036, unitsPerWeek: 1200, maturingDays: 21 }).weeks // 45
 */
export function testDuration(question: DurationQuestion): TestDuration {
  const {
    unitsPerWeek,
    maturingDays = 0,
    mostWeeks = 26,
    designEffect = 1,
    controlsPerUnit = 1,
    ...effect
  } = question;
  checkPositive('unitsPerWeek', unitsPerWeek);
  checkPositive('mostWeeks', mostWeeks);
  checkPositive('designEffect', designEffect);
  if (!(maturingDays >= 0 && maturingDays < Number.POSITIVE_INFINITY)) {
    throw new DomainError(
      'out-of-range',
      'maturingDays',
      `${maturingDays} is no time`,
      'Give days, 0 or more',
    );
  }
  const units = unitsPerArm({ ...effect, controlsPerUnit }) * designEffect;
  const fixed = unitsPerArmFixed({ ...effect, controlsPerUnit }) * designEffect;
  const weeks = (arm: number): number =>
    Math.ceil((arm * (1 + controlsPerUnit)) / unitsPerWeek + maturingDays / 7);
  return {
    kind: weeks(units) > mostWeeks ? 'not-worth-testing' : 'worth-testing',
    weeks: weeks(units),
    weeksFixed: weeks(fixed),
    unitsPerArm: Math.ceil(units),
    unitsPerArmFixed: Math.ceil(fixed),
  };
}
