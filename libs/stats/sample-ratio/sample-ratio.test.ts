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
