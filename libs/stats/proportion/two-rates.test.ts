import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectGolden, goldens } from '../../../test/support/golden.ts';
import { katz } from './katz.ts';
import { newcombe } from './newcombe.ts';
import { pooledZ } from './pooled-z.ts';
import type { TwoRates } from './two-rates.ts';

interface Input {
  control_successes: number;
  control_n: number;
  treatment_successes: number;
  treatment_n: number;
  conf_level: number;
}

// Exact tests and the other intervals of this file come with the rest of the library.
const LATER = [
  'p_z_pooled_greater',
  'chisq_yates',
  'p_yates',
  'z_unpooled',
  'p_z_unpooled_two_sided',
  'ci_diff_wald',
  'ci_diff_agresti_caffo',
  'ci_diff_miettinen_nurminen',
  'p_fisher_two_sided',
  'p_fisher_greater',
  'fisher_conditional_or',
  'fisher_or_ci',
  'relative_lift_delta_se',
  'odds_ratio',
  'ci_or_woolf',
  'p_fisher_mid_p',
];

describe('two rates agree with R', () => {
  for (const golden of goldens<Input>('two_sample_proportion')) {
    test(golden.id, () => {
      const { input } = golden;
      const rates = {
        control: { successes: input.control_successes, trials: input.control_n },
        treatment: { successes: input.treatment_successes, trials: input.treatment_n },
      };
      const difference = newcombe(rates, input.conf_level);
      const { z, pValue } = pooledZ(rates);
      const ratio = katz(rates, input.conf_level);
      const all = {
        diff: input.treatment_successes / input.treatment_n - input.control_successes / input.control_n,
        z_pooled: z,
        p_z_pooled_two_sided: pValue,
        chisq_pearson: z * z,
        ci_diff_newcombe: [difference.low, difference.high],
        risk_ratio: ratio.value,
        ci_rr_katz_log: ratio.low === null ? null : [ratio.low, ratio.high],
      };
      const asked = Object.entries(all).filter(([key]) => key in golden.expected);
      expectGolden(golden, Object.fromEntries(asked), LATER);
    });
  }
});

const arm = fc
  .tuple(fc.nat({ max: 5000 }), fc.nat({ max: 5000 }))
  .filter(([successes, failures]) => successes + failures > 0)
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));
const pair: fc.Arbitrary<TwoRates> = fc.record({ control: arm, treatment: arm });

test('the difference lies in its interval, and swapping the arms turns the sign', () => {
  fc.assert(
    fc.property(pair, ({ control, treatment }) => {
      const { low, high } = newcombe({ control, treatment });
      const difference = treatment.successes / treatment.trials - control.successes / control.trials;
      expect(low).toBeLessThanOrEqual(difference);
      expect(high).toBeGreaterThanOrEqual(difference);
      const swapped = newcombe({ control: treatment, treatment: control });
      expect(swapped.low).toBeCloseTo(-high, 12);
      expect(swapped.high).toBeCloseTo(-low, 12);
    }),
  );
});

test('a p-value is a probability and does not depend on the order of the arms', () => {
  fc.assert(
    fc.property(pair, ({ control, treatment }) => {
      const { pValue } = pooledZ({ control, treatment });
      expect(pValue).toBeGreaterThanOrEqual(0);
      expect(pValue).toBeLessThanOrEqual(1);
      expect(pooledZ({ control: treatment, treatment: control }).pValue).toBeCloseTo(pValue, 12);
    }),
  );
});

test('a ratio lies in its interval, and is null where it is undefined', () => {
  fc.assert(
    fc.property(pair, (rates) => {
      const { value, low, high } = katz(rates);
      if (value === null || low === null || high === null) {
        expect(Math.min(rates.control.successes, rates.treatment.successes)).toBe(0);
      } else {
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }
    }),
  );
});
