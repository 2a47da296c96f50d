import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { katz } from './katz.ts';
import { newcombe } from './newcombe.ts';
import { pooledZ } from './pooled-z.ts';
import type { TwoRates } from './two-rates.ts';

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
