import { checkLevel, checkProbability } from '../check.ts';
import { normalQuantile } from '../special/normal-quantile.ts';
import { StatsError } from '../stats-error.ts';

export interface PlannedEffect {
  control: number;
  treatment: number;
  /** Two-sided; default 0.05. */
  alpha?: number;
  /** Default 0.8. */
  power?: number;
}

/**
 * Units per arm (equal arms) for a two-sided pooled z-test with a fixed horizon to find `treatment` different from
 * `control`: [z_(1-α/2) √(2 p̄ q̄) + z_power √(p1 q1 + p2 q2)]² / (p2 - p1)² (Fleiss 1981). Not rounded.
 */
export function unitsPerArmFixed({ control, treatment, alpha = 0.05, power = 0.8 }: PlannedEffect): number {
  checkProbability('control', control);
  checkProbability('treatment', treatment);
  checkLevel('alpha', alpha);
  checkLevel('power', power);
  if (control === treatment) {
    throw new StatsError('out-of-range', 'treatment', 'it equals the control', 'Name a rate that differs');
  }
  const mean = (control + treatment) / 2;
  const underNull = normalQuantile(1 - alpha / 2) * Math.sqrt(2 * mean * (1 - mean));
  const underEffect =
    normalQuantile(power) * Math.sqrt(control * (1 - control) + treatment * (1 - treatment));
  return ((underNull + underEffect) / (treatment - control)) ** 2;
}

/** How many times the fixed-horizon sample an always-valid test needs for the same power: about 1.9. */
const ALWAYS_VALID_COST = 1.9;

/** Units per arm for a test that may be looked at every day: about 1.9 times the fixed-horizon number. */
export function unitsPerArm(effect: PlannedEffect): number {
  return ALWAYS_VALID_COST * unitsPerArmFixed(effect);
}
