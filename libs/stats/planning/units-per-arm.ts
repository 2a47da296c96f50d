import { normalQuantile } from '../special/normal-quantile.ts';
import { checkEffect, type PlannedEffect } from './check-effect.ts';
import { conversionsNeeded } from './conversions-needed.ts';

/**
 * How many units does a test need that is looked at once, at its end? Units of the treatment arm for a two-sided pooled
 * z-test to find `treatment` different from `control`: [z_(1-α/2) √(p̄ q̄ (1 + 1/r)) + z_power √(p1 q1 / r + p2 q2)]² /
 * (p2 - p1)², r control units for each treatment unit (Fleiss 1981). With r = 1 it is the number per arm. Not rounded.
 * Errors as `conversionsNeeded`.
 *
 * @example unitsPerArmFixed({ control: 0.05, treatment: 0.06 }) // 8158
 */
export function unitsPerArmFixed(effect: PlannedEffect): number {
  const { control, treatment, alpha, power, controlsPerUnit: ratio } = checkEffect(effect);
  const mean = (ratio * control + treatment) / (ratio + 1);
  const underNull = normalQuantile(1 - alpha / 2) * Math.sqrt(mean * (1 - mean) * (1 + 1 / ratio));
  const variance = (control * (1 - control)) / ratio + treatment * (1 - treatment);
  return ((underNull + normalQuantile(power) * Math.sqrt(variance)) / (treatment - control)) ** 2;
}

/**
 * How many units does a test need that may be looked at every day and stopped as soon as it is decided? Units of the
 * treatment arm within which the always-valid test of conversion counts (Lindon and Malek 2022) decides with probability
 * `power`: the conversions it needs (see `conversionsNeeded`) over the conversions a unit brings. 1.7 to 2.3 times the
 * fixed-horizon number; more where rates are high, because the test looks at conversions only. Not rounded. Errors as
 * `conversionsNeeded`.
 *
 * @example unitsPerArm({ control: 0.05, treatment: 0.06 }) // 14800
 */
export function unitsPerArm(effect: PlannedEffect): number {
  const { control, treatment, controlsPerUnit } = checkEffect(effect);
  return conversionsNeeded(effect) / (controlsPerUnit * control + treatment);
}
