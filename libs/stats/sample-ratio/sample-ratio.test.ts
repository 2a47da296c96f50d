import { expect, test } from '@jest/globals';
import { sampleRatio } from './sample-ratio.ts';
import { sequentialSampleRatio } from './sequential-sample-ratio.ts';

test('no units yet is no mismatch', () => {
  expect(sampleRatio([0, 0], [1, 1])).toEqual({ chiSquare: 0, degreesOfFreedom: 1, pValue: 1 });
});

test('batches told apart or together give the same evidence at the end, with the orders counted', () => {
  const apart = sequentialSampleRatio(
    [
      [20, 17],
      [18, 21],
    ],
    [1, 1],
    { prior: 10 },
  );
  const together = sequentialSampleRatio([[38, 38]], [1, 1], { prior: 10 });
  expect(apart[1]?.logBayesFactor).toBeCloseTo(together[0]?.logBayesFactor ?? 0, 12);
  for (const { logBayesFactor, logMarginal, logNull } of apart) {
    expect(logMarginal - logNull).toBeCloseTo(logBayesFactor, 10);
    expect(logMarginal).toBeLessThan(0);
  }
});

test('the running p never rises, and a batch of another length is refused', () => {
  const looks = sequentialSampleRatio(
    [
      [50, 10],
      [10, 50],
      [30, 30],
    ],
    [1, 1],
  );
  for (const [t, { pValue }] of looks.entries())
    expect(pValue).toBeLessThanOrEqual(looks[t - 1]?.pValue ?? 1);
  expect(() => sequentialSampleRatio([[1, 2, 3]], [1, 1])).toThrow('batches[0]: 3 values');
});

test('an arm with weight 0 is left out with its units', () => {
  expect(sampleRatio([1000, 1200, 900], [1, 1, 0])).toEqual(sampleRatio([1000, 1200], [1, 1]));
});

test('weights and counts that make no sense are refused by name', () => {
  expect(() => sampleRatio([1, 2], [1, -1])).toThrow('allocation[1]: -1 is not a positive number');
  expect(() => sampleRatio([1, 2, 3], [1, 1])).toThrow('assigned: 3 values where there are 2 groups');
  expect(() => sampleRatio([1, 2], [1, 0])).toThrow('allocation: 1 arms with a weight given');
  expect(() => sampleRatio([1, 2.5], [1, 1])).toThrow('assigned[1]: 2.5 is not a count');
});
