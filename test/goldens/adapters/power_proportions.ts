import {
  cohensH,
  powerExact,
  powerOfTest,
  smallestEffect,
  unitsPerArmArcsine,
  unitsPerArmFixed,
  unitsPerArmStrict,
  unitsPerArmUnpooled,
} from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly p1: number;
  readonly p2?: number;
  readonly alpha_two_sided: number;
  readonly power?: number;
  readonly n_per_arm?: number;
  readonly direction?: 'up' | 'down';
}

/** The reference enumerates both binomials in full, which it leaves out above this size; ours has no such limit. */
const REFERENCE_ENUMERATES_TO = 1000;

export const answer: Adapter<Input> = ({
  p1,
  p2,
  alpha_two_sided: alpha,
  power,
  n_per_arm: units,
  direction,
}) => {
  if (p2 === undefined) {
    const found = smallestEffect({
      control: p1,
      units: units ?? 0,
      direction: direction ?? 'up',
      alpha,
      power: power ?? 0.8,
    });
    return {
      p2: found?.treatment ?? null,
      mde_absolute: found?.absolute ?? null,
      mde_relative: found?.relative ?? null,
    };
  }
  if (units !== undefined) {
    const question = { control: p1, treatment: p2, units, alpha };
    return {
      power_pooled_null: powerOfTest(question),
      power_strict: powerOfTest({ ...question, strict: true }),
      power_exact_enumeration_pooled_z:
        units > REFERENCE_ENUMERATES_TO
          ? null
          : powerExact({ control: p1, treatment: p2, controlUnits: units, treatmentUnits: units, alpha }),
    };
  }
  const effect = { control: p1, treatment: p2, alpha, power: power ?? 0.8 };
  return {
    n_per_arm_pooled_null: unitsPerArmFixed(effect),
    n_per_arm_strict_both_tails: unitsPerArmStrict(effect),
    n_per_arm_unpooled: unitsPerArmUnpooled(effect),
    n_per_arm_arcsine: unitsPerArmArcsine(effect),
    cohens_h: cohensH(p1, p2),
  };
};
