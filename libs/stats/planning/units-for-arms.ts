import { checkCount } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import type { PlannedEffect } from './check-effect.ts';
import { unitsPerArm, unitsPerArmFixed } from './units-per-arm.ts';

export interface ArmsPlan {
  /** Units of each treatment arm; not rounded. */
  perTreatment: number;
  control: number;
  total: number;
}

export interface ArmsQuestion extends Omit<PlannedEffect, 'controlsPerUnit'> {
  /** All arms, the control included; at least 2. */
  arms: number;
  /** `equal`, or `root`: the control gets √(arms - 1) units for each of a treatment, the best split for many comparisons. */
  allocation?: 'equal' | 'root';
  /** Looked at every day (default) or once. */
  looks?: 'always-valid' | 'fixed';
}

/**
 * How many units does a test with several treatments need, so that each comparison with the control keeps its power and
 * all of them together the error rate α? Each comparison is planned at α / (arms - 1) (Bonferroni; Dunnett 1955 would
 * save 1-3 %, and gave the √ rule for the control). Throws `too-few-groups` for `arms` under two, else as `unitsPerArm`.
 *
 * @example unitsForArms({ arms: 4, control: 0.05, treatment: 0.06, looks: 'fixed' }).total // 43530
 */
export function unitsForArms(question: ArmsQuestion): ArmsPlan {
  const { arms, allocation = 'equal', looks = 'always-valid', alpha = 0.05, ...effect } = question;
  checkCount('arms', arms);
  if (arms < 2) {
    throw new DomainError('too-few-groups', 'arms', `${arms} arms given`, 'Give at least 2 arms');
  }
  const controlsPerUnit = allocation === 'root' ? Math.sqrt(arms - 1) : 1;
  const plan = looks === 'fixed' ? unitsPerArmFixed : unitsPerArm;
  const perTreatment = plan({ ...effect, alpha: alpha / (arms - 1), controlsPerUnit });
  const control = perTreatment * controlsPerUnit;
  return { perTreatment, control, total: control + perTreatment * (arms - 1) };
}
