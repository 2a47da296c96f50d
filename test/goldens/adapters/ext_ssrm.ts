import { sequentialSampleRatio } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly batches: readonly (readonly number[])[];
  readonly null: readonly number[];
  readonly dirichlet: readonly number[];
}

export const answer: Adapter<Input> = ({ batches, null: allocation, dirichlet }) => {
  const looks = sequentialSampleRatio(batches, allocation, { prior: dirichlet });
  return {
    log_ml_M1: looks.map(({ logMarginal }) => logMarginal),
    log_ml_M0: looks.map(({ logNull }) => logNull),
    log_bf: looks.map(({ logBayesFactor }) => logBayesFactor),
  };
};
