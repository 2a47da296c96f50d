import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalCdf } from '../special/normal.ts';
import { normalQuantile } from '../special/normal-quantile.ts';
import { driftForPower, exitProbabilities } from './exit-probabilities.ts';
import { groupSequential } from './group-sequential.ts';
import { type Spending, spentBy } from './spending.ts';

const families: Spending[] = [
  { family: 'obrien-fleming' },
  { family: 'pocock' },
  { family: 'power', phi: 2 },
  { family: 'power', phi: 0.5 },
  { family: 'hwang-shih-decani', gamma: -4 },
  { family: 'hwang-shih-decani', gamma: 0 },
];
const looks = fc
  .uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.sort((a, b) => a - b))
  .map((parts) => parts.map((part) => part / (parts.at(-1) ?? 1)));

test('without an effect the test stops with probability alpha, and as planned at each look', () => {
  fc.assert(
    fc.property(
      looks,
      fc.constantFrom(...families),
      fc.constantFrom(1, 2),
      (information, spending, sides) => {
        const design = groupSequential(information, { alpha: 0.04, sides: sides as 1 | 2, spending });
        const upper = design.map(({ z }) => z);
        const lower = upper.map((z) => -z);
        const { above, below, stopped } = exitProbabilities(
          information,
          sides === 2 ? { upper, lower } : { upper },
        );
        expect(stopped).toBeCloseTo(0.04, 9);
        let sum = 0;
        for (const [k, { spent }] of design.entries()) {
          sum += (above[k] ?? 0) + (below[k] ?? 0);
          expect(sum).toBeCloseTo(spent, 9);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('one look is the fixed test', () => {
  expect(groupSequential([1])[0]?.z).toBeCloseTo(1.959963984540054, 9);
  expect(groupSequential([1], { sides: 1 })[0]?.z).toBeCloseTo(1.6448536269514722, 9);
  expect(driftForPower(groupSequential([1]))).toBeCloseTo(1.959963984540054 + normalQuantile(0.8), 9);
});

test('two looks agree with the integral of the bivariate normal', () => {
  const [first = { z: 0 }, second = { z: 0 }] = groupSequential([0.5, 1], { sides: 1, alpha: 0.025 });
  // P(B(½) <= b₁, B(1) > b₂) by the midpoint rule
  const [b1, b2, steps] = [first.z * Math.SQRT1_2, second.z, 200_000];
  let late = 0;
  for (let i = 0; i < steps; i++) {
    const s = -7 + ((b1 + 7) * (i + 0.5)) / steps;
    const density = Math.exp(-s * s) / Math.sqrt(Math.PI);
    late += density * normalCdf((s - b2) / Math.SQRT1_2) * ((b1 + 7) / steps);
  }
  expect(late + normalCdf(-first.z)).toBeCloseTo(0.025, 8);
});

test('spending rises to alpha, and O’Brien-Fleming keeps nearly all for the end', () => {
  for (const spending of families) {
    const spent = [0.1, 0.3, 0.5, 0.8, 1].map((t) => spentBy(t, 0.025, spending));
    for (const [i, value] of spent.entries()) expect(value).toBeGreaterThan(spent[i - 1] ?? 0);
    expect(spent.at(-1)).toBeCloseTo(0.025, 12);
  }
  expect(spentBy(0.1, 0.025, { family: 'obrien-fleming' })).toBeLessThan(1e-11);
});

test('looks cost little and save much: power, size and expected data', () => {
  const design = groupSequential([0.25, 0.5, 0.75, 1]);
  const drift = driftForPower(design, { power: 0.8 });
  const fixed = 1.959963984540054 + normalQuantile(0.8);
  expect((drift / fixed) ** 2).toBeGreaterThan(1);
  expect((drift / fixed) ** 2).toBeLessThan(1.05);
  const upper = design.map(({ z }) => z);
  const { stopped, expectedInformation } = exitProbabilities([0.25, 0.5, 0.75, 1], { upper }, { drift });
  expect(stopped).toBeCloseTo(0.8, 9);
  expect(expectedInformation).toBeLessThan(0.85);
});

test('forty looks, some of them close together, still spend alpha', () => {
  const information = Array.from({ length: 40 }, (_, k) => (k < 20 ? 0.01 * (k + 1) : 0.2 + 0.04 * (k - 19)));
  const upper = groupSequential(information, { spending: { family: 'pocock' } }).map(({ z }) => z);
  const lower = upper.map((z) => -z);
  expect(exitProbabilities(information, { upper, lower }).stopped).toBeCloseTo(0.05, 8);
});

test('information that does not rise is refused', () => {
  expect(() => groupSequential([0.5, 0.5])).toThrow('information[1]: 0.5 does not rise');
  expect(() => groupSequential([0.5, 1.2])).toThrow('information[1]: 1.2 does not rise');
  expect(() => exitProbabilities([0.5, 1], { upper: [2] })).toThrow('upper: 1 values');
});
