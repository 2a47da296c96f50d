import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { binomialMasses } from './binomial-masses.ts';
import { designEffect } from './design-effect.ts';
import { powerExact } from './power-exact.ts';
import { powerOfTest } from './power-of-test.ts';
import { smallestEffect } from './smallest-effect.ts';
import { testDuration } from './test-duration.ts';

const rate = fc.double({ min: 0, max: 1, noNaN: true });

/** Every pair of counts, one by one. */
function enumerated(p1: number, p2: number, n1: number, n2: number): number {
  const first = binomialMasses(n1, p1);
  const second = binomialMasses(n2, p2);
  let power = 0;
  for (let x = 0; x <= n1; x++) {
    for (let y = 0; y <= n2; y++) {
      const pooled = (x + y) / (n1 + n2);
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
      const mass = (first[x] ?? 0) * (second[y] ?? 0);
      if (error > 0 && Math.abs(y / n2 - x / n1) > 1.959963984540054 * error) power += mass;
    }
  }
  return power;
}

test('exact power is the sum over every pair of counts', () => {
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(rate, rate, size, size, (control, treatment, controlUnits, treatmentUnits) => {
      const power = powerExact({ control, treatment, controlUnits, treatmentUnits });
      expect(power).toBeCloseTo(enumerated(control, treatment, controlUnits, treatmentUnits), 11);
      const swapped = {
        control: treatment,
        treatment: control,
        controlUnits: treatmentUnits,
        treatmentUnits: controlUnits,
      };
      expect(powerExact(swapped)).toBeCloseTo(power, 11);
    }),
  );
});

test('binomial masses add up to one', () => {
  fc.assert(
    fc.property(fc.nat({ max: 3000 }), rate, (n, p) => {
      expect(binomialMasses(n, p).reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 10);
    }),
  );
});

test('exact and normal power agree for large samples, and the smallest effect has the power asked for', () => {
  const units = 3000;
  const question = { control: 0.05, treatment: 0.066 };
  const exact = powerExact({ ...question, controlUnits: units, treatmentUnits: units });
  expect(Math.abs(exact - powerOfTest({ ...question, units }))).toBeLessThan(0.01);
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      fc.integer({ min: 30, max: 20_000 }),
      (control, n) => {
        for (const direction of ['up', 'down'] as const) {
          const found = smallestEffect({ control, units: n, direction });
          if (found === null) continue;
          expect(Math.sign(found.absolute)).toBe(direction === 'up' ? 1 : -1);
          expect(powerOfTest({ control, treatment: found.treatment, units: n })).toBeCloseTo(0.8, 8);
        }
      },
    ),
  );
  expect(smallestEffect({ control: 0.02, units: 50, direction: 'down' })).toBeNull();
});

test('a test that takes 45 weeks is not worth it, the same on ten times the traffic is', () => {
  const question = { control: 0.03, treatment: 0.036, maturingDays: 21 };
  const slow = testDuration({ ...question, unitsPerWeek: 1200 });
  expect(slow).toMatchObject({ kind: 'not-worth-testing' });
  expect(slow.weeks).toBeGreaterThan(slow.weeksFixed);
  expect(testDuration({ ...question, unitsPerWeek: 12_000 }).kind).toBe('worth-testing');
  expect(() => testDuration({ ...question, unitsPerWeek: 0 })).toThrow('unitsPerWeek');
});

test('accounts of one contact cost nothing, larger ones what their likeness makes redundant', () => {
  expect(designEffect([1, 1, 1], 0.4)).toBe(1);
  expect(designEffect([5, 5], 0.1)).toBeCloseTo(1.4, 12);
  expect(designEffect([1, 9], 0.1)).toBeGreaterThan(designEffect([5, 5], 0.1));
  expect(() => designEffect([], 0.1)).toThrow('clusterSizes');
});
