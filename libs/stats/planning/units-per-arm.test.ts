import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawBinomial } from '../random/draw-binomial.ts';
import { seeded } from '../random/seeded.ts';
import { runningConversions } from '../sequential/running-conversions.ts';
import { conversionsNeeded } from './conversions-needed.ts';
import { powerOfTest } from './power-of-test.ts';
import { unitsPerArmArcsine, unitsPerArmStrict, unitsPerArmUnpooled } from './units-by-method.ts';
import { unitsForArms } from './units-for-arms.ts';
import { unitsPerArm, unitsPerArmFixed } from './units-per-arm.ts';

const effects = fc
  .record({
    control: fc.double({ min: 0.005, max: 0.3, noNaN: true }),
    ratio: fc.double({ min: 1.15, max: 1.9, noNaN: true }),
    power: fc.constantFrom(0.6, 0.8, 0.9),
  })
  .map(({ control, ratio, power }) => ({ control, treatment: control * ratio, power }));

test('5 % to 6 % needs 8,158 an arm for a single look and about 14,800 with daily looks', () => {
  const effect = { control: 0.05, treatment: 0.06 };
  expect(Math.ceil(unitsPerArmFixed(effect))).toBe(8158);
  expect(Math.round(unitsPerArm(effect) / 100)).toBe(148);
});

test('an effect of nothing has no sample size', () => {
  expect(() => unitsPerArmFixed({ control: 0.05, treatment: 0.05 })).toThrow(
    'treatment: it equals the control',
  );
});

test('a fixed plan has the power it was planned for, by every formula nearly the same size', () => {
  fc.assert(
    fc.property(effects, (effect) => {
      const units = unitsPerArmFixed(effect);
      expect(powerOfTest({ ...effect, units })).toBeCloseTo(effect.power, 9);
      const strict = unitsPerArmStrict(effect);
      expect(powerOfTest({ ...effect, units: strict, strict: true })).toBeCloseTo(effect.power, 9);
      expect(strict).toBeLessThanOrEqual(units * (1 + 1e-9));
      expect(Math.abs(unitsPerArmUnpooled(effect) / units - 1)).toBeLessThan(0.15);
      expect(Math.abs(unitsPerArmArcsine(effect) / units - 1)).toBeLessThan(0.15);
    }),
    { numRuns: 50 },
  );
});

test('smaller effects and more power need more, and daily looks more than one look', () => {
  fc.assert(
    fc.property(effects, (effect) => {
      const { control, treatment } = effect;
      expect(unitsPerArm(effect)).toBeGreaterThan(unitsPerArmFixed(effect));
      const smaller = { ...effect, treatment: control + (treatment - control) / 1.5 };
      expect(conversionsNeeded(smaller)).toBeGreaterThan(conversionsNeeded(effect));
      expect(conversionsNeeded({ ...effect, power: 0.95 })).toBeGreaterThan(conversionsNeeded(effect));
    }),
    { numRuns: 30 },
  );
});

test('the plan does not jump where the exact walk ends and the extrapolation begins', () => {
  const at = (ratio: number) => conversionsNeeded({ control: 0.05, treatment: 0.05 * ratio });
  expect(at(1.072)).toBeGreaterThan(at(1.075));
  expect(at(1.072) / at(1.075)).toBeLessThan(1.15);
  expect(at(1.0000001)).toBeLessThan(Number.POSITIVE_INFINITY);
});

test('simulated tests of the planned size, with 30 looks, are decided in 80 % of runs', () => {
  const effect = { control: 0.1, treatment: 0.14 };
  const units = Math.ceil(unitsPerArm(effect) / 30);
  const random = seeded(4);
  let decided = 0;
  for (let run = 0; run < 1000; run++) {
    const days = Array.from(
      { length: 30 },
      () => [drawBinomial(random, units, 0.1), drawBinomial(random, units, 0.14)] as const,
    );
    const last = runningConversions(days, [1, 1]).at(-1);
    decided += Number((last?.pValue ?? 1) <= 0.05);
  }
  expect(decided / 1000).toBeGreaterThan(0.77);
  expect(decided / 1000).toBeLessThan(0.86);
});

test('an allocation of three to one is planned for its own shares', () => {
  const { control, perTreatment } = {
    perTreatment: unitsPerArm({ control: 0.05, treatment: 0.06, controlsPerUnit: 3 }),
    control: 3,
  };
  const even = unitsPerArm({ control: 0.05, treatment: 0.06 });
  expect(perTreatment).toBeLessThan(even);
  expect(perTreatment * (1 + control)).toBeGreaterThan(2 * even);
});

test('more arms need more, and the root allocation less than the equal one', () => {
  const effect = { control: 0.05, treatment: 0.06, looks: 'fixed' } as const;
  expect(unitsForArms({ ...effect, arms: 2 }).perTreatment).toBeCloseTo(unitsPerArmFixed(effect), 9);
  const equal = unitsForArms({ ...effect, arms: 4 });
  const root = unitsForArms({ ...effect, arms: 4, allocation: 'root' });
  expect(root.total).toBeLessThan(equal.total);
  expect(equal.perTreatment).toBeGreaterThan(unitsPerArmFixed(effect));
  expect(() => unitsForArms({ ...effect, arms: 1 })).toThrow('arms: 1 arms given');
});
