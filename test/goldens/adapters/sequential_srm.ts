import { sequentialSampleRatio } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly batches: readonly (readonly number[])[];
  readonly weights: readonly number[];
  readonly dirichlet_concentration: number;
}

export const answer: Adapter<Input> = ({ batches, weights, dirichlet_concentration }) => {
  const looks = sequentialSampleRatio(batches, weights, { prior: dirichlet_concentration });
  return {
    log_bayes_factor: looks.map(({ logBayesFactor }) => logBayesFactor),
    sequential_p: looks.map(({ pValue }) => pValue),
  };
};
