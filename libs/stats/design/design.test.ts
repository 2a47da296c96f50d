import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contamination } from './contamination.ts';
import { entryRatios } from './entry-ratios.ts';
import { independentAssignments } from './independent-assignments.ts';
import { williamsSquare } from './williams-square.ts';

test('a Williams square balances positions and neighbours, and begins with the incumbent', () => {
  for (let k = 1; k <= 12; k++) {
    const square = williamsSquare(k);
    const repeats = k % 2 === 0 || k === 1 ? 1 : 2;
    expect(square).toHaveLength(k * repeats);
    expect(square[0]).toEqual(Array.from({ length: k }, (_, i) => i));
    const positions = new Map<string, number>();
    const neighbours = new Map<string, number>();
    for (const row of square) {
      expect([...row].sort((a, b) => a - b)).toEqual(square[0]);
      for (const [p, step] of row.entries()) {
        positions.set(`${step} ${p}`, (positions.get(`${step} ${p}`) ?? 0) + 1);
        if (p > 0)
          neighbours.set(`${row[p - 1]} ${step}`, (neighbours.get(`${row[p - 1]} ${step}`) ?? 0) + 1);
      }
    }
    expect([...positions.values()].every((count) => count === repeats)).toBe(true);
    expect(neighbours.size).toBe(k * (k - 1));
    expect(new Set(neighbours.values()).size).toBeLessThanOrEqual(1);
  }
});

test('independence does not depend on which experiment is called first, nor on empty arms', () => {
  const table = fc.array(fc.array(fc.nat({ max: 300 }), { minLength: 3, maxLength: 3 }), {
    minLength: 2,
    maxLength: 4,
  });
  fc.assert(
    fc.property(table, (rows) => {
      const forth = independentAssignments(rows);
      const columns = (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0));
      const back = independentAssignments(columns);
      expect(back.chiSquare).toBeCloseTo(forth.chiSquare, 8);
      expect(back.degreesOfFreedom).toBe(forth.degreesOfFreedom);
      expect(independentAssignments([...rows, [0, 0, 0]]).pValue).toBeCloseTo(forth.pValue, 10);
      expect(forth.cramersV).toBeGreaterThanOrEqual(0);
      expect(forth.cramersV).toBeLessThanOrEqual(1 + 1e-12);
      expect(forth.pValue).toBeLessThanOrEqual(1);
    }),
  );
  expect(
    independentAssignments([
      [100, 0],
      [0, 100],
    ]),
  ).toMatchObject({ cramersV: 1, degreesOfFreedom: 1 });
});

test('contamination starts at one in a hundred seen twice, or five in a hundred in two sequences', () => {
  expect(contamination({ exposed: 1000, multipleArms: 9, otherSequence: 49 }).verdict).toBe('clean');
  expect(contamination({ exposed: 1000, multipleArms: 10, otherSequence: 50 }).reasons).toEqual([
    'multiple-exposure',
    'two-sequences',
  ]);
  expect(contamination({ exposed: 0, multipleArms: 0, otherSequence: 0 }).verdict).toBe('clean');
  expect(() => contamination({ exposed: 1, multipleArms: 2, otherSequence: 0 })).toThrow(
    'multipleArms.successes',
  );
});

test('a fault at one entry step is found there', () => {
  const entries = [
    { step: 'intro', assigned: [5000, 5050] },
    { step: 'call', assigned: [300, 200] },
  ];
  expect(entryRatios(entries, [1, 1]).map(({ step, healthy }) => [step, healthy])).toEqual([
    ['intro', true],
    ['call', false],
  ]);
  expect(() => entryRatios([], [1, 1])).toThrow('entries');
});
