import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  liftPower,
  moreUnitsFactor,
  powerOfEffect,
  smallestLift,
  unitsForDifference,
  unitsForLift,
} from './power-of-means.ts';
import { hazardRatioPower, hazardRatioUnits } from './power-of-time-to-event.ts';

const mean = fc.double({ min: 0.1, max: 100, noNaN: true });
const variance = fc.double({ min: 0.1, max: 1000, noNaN: true });
const unitsPerArm = fc.integer({ min: 10, max: 1_000_000 });

test('the smallest lift found by n units needs n units', () => {
  fc.assert(
    fc.property(mean, variance, unitsPerArm, (m, v, n) => {
      const lift = smallestLift({ mean: m, variance: v, unitsPerArm: n });
      fc.pre(lift !== null && lift < 1e4);
      expect(unitsForLift({ mean: m, variance: v, lift: lift ?? 0 }) / n).toBeCloseTo(1, 8);
      expect(liftPower({ mean: m, variance: v, lift: lift ?? 0, unitsPerArm: n })).toBeCloseTo(0.8, 4);
    }),
  );
});

test('with too few units no lift is found at all', () => {
  expect(smallestLift({ mean: 1, variance: 100, unitsPerArm: 700 })).toBeNull();
  expect(smallestLift({ mean: 1, variance: 100, unitsPerArm: 800 })).toBeGreaterThan(10);
});

test('power rises with the effect from alpha on, and is alike for both signs', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 5, noNaN: true }),
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      (effect, alpha) => {
        const power = powerOfEffect(effect, 1, { alpha });
        expect(power).toBeGreaterThanOrEqual(alpha - 1e-12);
        expect(powerOfEffect(effect + 0.1, 1, { alpha })).toBeGreaterThan(power);
        expect(powerOfEffect(-effect, 1, { alpha })).toBeCloseTo(power, 12);
        expect(powerOfEffect(effect, 1, { alpha, alternative: 'greater' })).toBeCloseTo(
          powerOfEffect(-effect, 1, { alpha, alternative: 'less' }),
          12,
        );
      },
    ),
  );
});

test('with so many more units the power is what was asked for', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 20, noNaN: true }),
      fc.double({ min: 0.5, max: 0.99, noNaN: true }),
      fc.double({ min: 0.001, max: 0.3, noNaN: true }),
      (standardError, power, alpha) => {
        const factor = moreUnitsFactor({ effect: -1, standardError, power, alpha });
        const reached = powerOfEffect(-1, standardError / Math.sqrt(1 + factor), { alpha });
        if (factor > 0) expect(reached).toBeCloseTo(power, 10);
        else expect(reached).toBeGreaterThanOrEqual(power - 1e-10);
      },
    ),
  );
});

test('the units for a difference give its power', () => {
  const plan = { controlVariance: 15.2, treatmentVariance: 38.4, difference: 0.29, controlsPerUnit: 2 };
  const units = unitsForDifference(plan);
  expect(powerOfEffect(0.29, Math.sqrt(38.4 / units + 15.2 / (2 * units)))).toBeCloseTo(0.8, 5);
});

test('the units for a hazard ratio give its power, and it is alike seen from the other arm by Schoenfeld', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1.05, max: 5, noNaN: true }),
      fc.double({ min: 0.1, max: 4, noNaN: true }),
      fc.constantFrom('freedman', 'schoenfeld') as fc.Arbitrary<'freedman' | 'schoenfeld'>,
      (hazardRatio, ratio, formula) => {
        const control = { eventShare: 0.2 };
        const treatment = { eventShare: 0.3 };
        const plan = { hazardRatio, formula, control, treatment };
        const units = hazardRatioUnits({ ...plan, treatmentsPerControl: ratio });
        const sized = {
          ...plan,
          control: { ...control, units: units.control },
          treatment: { ...treatment, units: units.treatment },
        };
        expect(hazardRatioPower(sized)).toBeCloseTo(0.8, 9);
        if (formula === 'schoenfeld') {
          const other = {
            ...sized,
            hazardRatio: 1 / hazardRatio,
            control: sized.treatment,
            treatment: sized.control,
          };
          expect(hazardRatioPower(other)).toBeCloseTo(0.8, 9);
        }
      },
    ),
  );
});

test('a plan for nothing is refused by name', () => {
  expect(() => unitsForLift({ mean: 1, variance: 1, lift: 0 })).toThrow('lift: it is 0');
  expect(() => liftPower({ mean: 0, variance: 1, lift: 1, unitsPerArm: 10 })).toThrow('mean: it is 0');
  expect(() => smallestLift({ mean: 1, variance: 1, unitsPerArm: 10, power: 0.05 })).toThrow(
    'power: it is not above alpha',
  );
  const arm = { eventShare: 0.5, units: 10 };
  expect(() => hazardRatioPower({ hazardRatio: 1, control: arm, treatment: arm })).toThrow(
    'hazardRatio: it is 1',
  );
});
