import { checkLevel, checkPositive, checkProbability } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { normalQuantile } from '../special/normal-quantile.ts';

export interface PlannedEffect {
  control: number;
  treatment: number;
  /** Two-sided; default 0.05. */
  alpha?: number;
  /** Default 0.8. */
  power?: number;
  /** Control units for each treatment unit; default 1. */
  controlsPerUnit?: number;
}

/**
 * Units of the treatment arm for a two-sided pooled z-test with a fixed horizon to find `treatment` different from
 * `control`: [z_(1-α/2) √(p̄ q̄ (1 + 1/r)) + z_power √(p1 q1 / r + p2 q2)]² / (p2 - p1)², r control units for each
 * treatment unit (Fleiss 1981). With r = 1 it is the number per arm. Not rounded.
 */
export function unitsPerArmFixed(effect: PlannedEffect): number {
  const { control, treatment, alpha = 0.05, power = 0.8, controlsPerUnit: ratio = 1 } = effect;
  checkProbability('control', control);
  checkProbability('treatment', treatment);
  checkLevel('alpha', alpha);
  checkLevel('power', power);
  checkPositive('controlsPerUnit', ratio);
  if (control === treatment) {
    throw new DomainError('out-of-range', 'treatment', 'it equals the control', 'Name a rate that differs');
  }
  const mean = (ratio * control + treatment) / (ratio + 1);
  const underNull = normalQuantile(1 - alpha / 2) * Math.sqrt(mean * (1 - mean) * (1 + 1 / ratio));
  const variance = (control * (1 - control)) / ratio + treatment * (1 - treatment);
  return ((underNull + normalQuantile(power) * Math.sqrt(variance)) / (treatment - control)) ** 2;
}

/** How many times the fixed-horizon sample an always-valid test needs for the same power: about 1.9. */
const ALWAYS_VALID_COST = 1.9;

/** The same for a test that may be looked at every day: about 1.9 times the fixed-horizon number. */
export function unitsPerArm(effect: PlannedEffect): number {
  return ALWAYS_VALID_COST * unitsPerArmFixed(effect);
}
