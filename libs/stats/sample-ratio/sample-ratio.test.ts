import { describe, expect, test } from '@jest/globals';
import { expectGolden, goldens } from '../../../test/support/golden.ts';
import { sampleRatio } from './sample-ratio.ts';
import { sequentialSampleRatio } from './sequential-sample-ratio.ts';

interface Batches {
  batches: number[][];
  weights: number[];
  dirichlet_concentration: number;
}

describe('the sequential sample ratio agrees with the closed form', () => {
  for (const golden of goldens<Batches>('sequential_srm')) {
    test(golden.id, () => {
      const { batches, weights, dirichlet_concentration: concentration } = golden.input;
      const looks = sequentialSampleRatio(batches, weights, concentration);
      expectGolden(golden, {
        log_bayes_factor: looks.map(({ logBayesFactor }) => logBayesFactor),
        sequential_p: looks.map(({ pValue }) => pValue),
      });
    });
  }
});

test('weights may be on any scale', () => {
  expect(sampleRatio([310, 98], [3, 1]).pValue).toBeCloseTo(sampleRatio([310, 98], [0.75, 0.25]).pValue, 12);
});

test('no units yet is no mismatch', () => {
  expect(sampleRatio([0, 0], [1, 1])).toEqual({ chiSquare: 0, df: 1, pValue: 1 });
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
