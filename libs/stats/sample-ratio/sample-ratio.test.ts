import { describe, expect, test } from '@jest/globals';
import { expectGolden, goldens } from '../../../test/support/golden.ts';
import { sampleRatio } from './sample-ratio.ts';
import { sequentialSampleRatio } from './sequential-sample-ratio.ts';

describe('the sample ratio by chi-square agrees with R', () => {
  for (const golden of goldens<{ counts: number[]; weights: number[] }>('srm_chisq')) {
    test(golden.id, () => {
      const { chiSquare, df, pValue } = sampleRatio(golden.input.counts, golden.input.weights);
      expectGolden(golden, { chisq: chiSquare, df, p: pValue, 'mismatch_at_0.001': pValue < 0.001 });
    });
  }
});

test('weights may be on any scale', () => {
  expect(sampleRatio([310, 98], [3, 1]).pValue).toBeCloseTo(sampleRatio([310, 98], [0.75, 0.25]).pValue, 12);
});

test('no units yet is no mismatch', () => {
  expect(sampleRatio([0, 0], [1, 1])).toEqual({ chiSquare: 0, df: 1, pValue: 1 });
});

test('batches told apart or together give the same evidence at the end, with the orders counted', () => {
  const apart = sequentialSampleRatio(
    [
      [20, 17],
      [18, 21],
    ],
    [1, 1],
    10,
  );
  const together = sequentialSampleRatio([[38, 38]], [1, 1], 10);
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
