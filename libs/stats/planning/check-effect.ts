import { checkLevel, checkPositive, checkProbability } from '../check.ts';
import { DomainError } from '../domain-error.ts';

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

/** A planned effect with its defaults filled in. Throws `out-of-range` where a rate, a level or the effect is impossible. */
export function checkEffect(effect: PlannedEffect): Required<PlannedEffect> {
  const { control, treatment, alpha = 0.05, power = 0.8, controlsPerUnit = 1 } = effect;
  checkProbability('control', control);
  checkProbability('treatment', treatment);
  checkLevel('alpha', alpha);
  checkLevel('power', power);
  checkPositive('controlsPerUnit', controlsPerUnit);
  if (control === treatment) {
    throw new DomainError('out-of-range', 'treatment', 'it equals the control', 'Name a rate that differs');
  }
  return { control, treatment, alpha, power, controlsPerUnit };
}
