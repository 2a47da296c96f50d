import { describe, expect, test } from '@jest/globals';
import { expectGolden, goldens } from '../../../test/support/golden.ts';
import { unitsPerArm, unitsPerArmFixed } from './units-per-arm.ts';

interface Input {
  p1: number;
  p2: number;
  alpha_two_sided: number;
  power: number;
}

// The rest of this file (power, smallest effect, the arcsine formula) belongs to the planner, which comes later.
const LATER = ['n_per_arm_strict_both_tails', 'cohens_h', 'n_per_arm_arcsine', 'n_per_arm_unpooled'];

describe('a sample size agrees with R', () => {
  for (const golden of goldens<Input>('power_proportions')) {
    if (!('n_per_arm_pooled_null' in golden.expected)) continue;
    test(golden.id, () => {
      const { p1, p2, alpha_two_sided, power } = golden.input;
      const units = unitsPerArmFixed({ control: p1, treatment: p2, alpha: alpha_two_sided, power });
      expectGolden(golden, { n_per_arm_pooled_null: units }, LATER);
    });
  }
});

test('5 % to 6 % needs 8,158 an arm for a single look and about 15,500 with daily looks', () => {
  const effect = { control: 0.05, treatment: 0.06 };
  expect(Math.ceil(unitsPerArmFixed(effect))).toBe(8158);
  expect(Math.round(unitsPerArm(effect) / 100)).toBe(155);
});

test('an effect of nothing has no sample size', () => {
  expect(() => unitsPerArmFixed({ control: 0.05, treatment: 0.05 })).toThrow(
    'treatment: it equals the control',
  );
});
